"""The API of this service, version 1: everything that its pages can do."""

from __future__ import annotations

from ninja import NinjaAPI

from broadsheet import __version__
from broadsheet.api import exception_handlers
from broadsheet.api.v1 import digest, editions, ledger, lists, papers, runs, search, service

api = NinjaAPI(
    title="Broadsheet API",
    version=__version__,
    description="Papers, search, editions, lists, fields, trending and the ledger of claims. Lists are paged by "
    "`cursor`: `next` in an answer is that of the next page. Every answer carries an ETag; every error has one shape. "
    "A token (`Authorization: Bearer ...`) raises the number of calls.",
    urls_namespace="v1",
    docs_url=None,
    openapi_url="/openapi.json",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"token": []}],
    },
)
exception_handlers.install(api)
api.add_router("/papers", papers.router)
api.add_router("/search", search.router)
api.add_router("/editions", editions.router)
api.add_router("/trending", editions.trending_router)
api.add_router("/lists", lists.router)
api.add_router("/fields", lists.fields_router)
api.add_router("", ledger.router)
api.add_router("", runs.router)
api.add_router("/digest", digest.router)
api.add_router("", service.router)
