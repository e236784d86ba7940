"""Every address of the APIs, from their own OpenAPI documents."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from broadsheet.api.hub.routes import api as hub
from broadsheet.api.v1.routes import api as v1

GOOD = {
    "paper_id": "2603.00001",
    "week": "2026-W12",
    "month": "2026-03",
    "day": "2026-03-18",
    "slug": "week-12",
    "code": "cs.LG",
    "ledger_id": "s1",
    "run_id": "1",
}


def documented(api: NinjaAPI, prefix: str) -> dict[str, dict[str, Any]]:
    """{address with places for its parameters: what its GET documents}"""
    paths = api.get_openapi_schema(path_prefix=prefix)["paths"]
    return {path: operations["get"] for path, operations in paths.items() if "get" in operations}


ALL = documented(v1, "/api/v1/") | documented(hub, "/api/")


def good(address: str) -> str:
    return address.format(**GOOD)


def bad(address: str) -> str:
    """With a name that nothing has in every place."""
    return address.format(**dict.fromkeys(GOOD, "no-such~thing"))
