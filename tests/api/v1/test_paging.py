"""Lists are walked by cursor: every item once, whatever the size of a page, whatever comes in between."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.api.shelf import stock
from tests.api.v1.conftest import LISTED
from tests.papers.records import record

from broadsheet.papers.models import Paper

LISTS = {
    "/api/v1/papers": 12,
    "/api/v1/papers?order=trending": 11,
    "/api/v1/papers?field=cs.LG": 8,
    "/api/v1/trending": 11,
    "/api/v1/lists": 1,
    "/api/v1/lists/week-12": 9,
    "/api/v1/claims": 2,
    "/api/v1/editions": 1,
    "/api/v1/editions/week/2026-W12": 12,
    "/api/v1/editions/month/2026-03": 12,
    "/api/v1/search?q=listed": 7,
    "/api/v1/search?q=field:cs.LG": 8,
}


def walk(client: Client, address: str, limit: int) -> list[Any]:
    """By the header Link; `next` in the answer must say the same."""
    url, items = f"{address}{'&' if '?' in address else '?'}limit={limit}", []
    while url:
        answer = client.get(url)
        content = answer.json()
        assert len(content["items"]) <= limit
        items += content["items"]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(content["next"])
        url = link.partition(">")[0].lstrip("<")
    return items


def key(item: Any) -> str:
    inner = item.get("paper") if isinstance(item.get("paper"), dict) else item
    return str(next(inner[name] for name in ("id", "slug", "day") if name in inner))


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize("address", sorted(LISTS))
def test_pages_hold_every_item_once(client: Client, shelf: None, address: str, limit: int) -> None:
    keys = [key(item) for item in walk(client, address, limit)]
    assert len(keys) == len(set(keys)) == LISTS[address]
    assert keys == [key(item) for item in walk(client, address, 100)]


def test_what_comes_in_between_neither_repeats_nor_hides_anything(client: Client, shelf: None) -> None:
    first = client.get("/api/v1/papers", {"field": "cs.LG", "limit": 3}).json()
    stock(record("A newer one", "2603.20000", fields=("cs.LG",)))
    rest = client.get("/api/v1/papers", {"field": "cs.LG", "cursor": first["next"]}).json()
    assert len(first["items"]) + len(rest["items"]) == 1 + len(LISTED)
    assert "A newer one" not in [paper["title"] for paper in rest["items"]]


def test_busy_month_is_read_to_its_end_and_tells_its_whole_size(client: Client, shelf: None) -> None:
    stock(*(record(f"Of a busy month {number}", f"2603.2{number:04}") for number in range(150)))
    found = client.get("/api/v1/editions/month/2026-03").json()
    assert len(found["items"]) == 100
    assert found["total"] > 150
    items = walk(client, "/api/v1/editions/month/2026-03", 100)
    assert len({key(item) for item in items}) == len(items) == found["total"]


def test_what_rises_in_a_week_meanwhile_hides_nothing_that_follows(client: Client, shelf: None) -> None:
    whole = client.get("/api/v1/editions/week/2026-W12").json()["items"]
    first = client.get("/api/v1/editions/week/2026-W12", {"limit": 4}).json()
    Paper.objects.filter(title=whole[0]["title"]).update(trending=1e9)
    stock(record("A newer one", "2603.20000"))
    rest = client.get("/api/v1/editions/week/2026-W12", {"cursor": first["next"]}).json()["items"]
    assert {key(item) for item in whole[4:]} <= {key(item) for item in rest}
    assert not {key(item) for item in whole[:4]} & {key(item) for item in rest}


def test_cursor_of_another_order_is_refused(client: Client, shelf: None) -> None:
    newest = client.get("/api/v1/papers", {"limit": 1}).json()["next"]
    assert client.get("/api/v1/papers", {"order": "trending", "cursor": newest}).status_code == 400
    assert client.get("/api/v1/editions/week/2026-W12", {"cursor": newest}).status_code == 400


def test_next_page_is_at_the_public_address(
    client: Client, shelf: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_PUBLIC_URL", "https://papers.example.org/")
    link = client.get("/api/v1/papers", {"limit": 1, "author": "张伟", "field": "cs.CL"}).headers.get("Link")
    assert link is None
    link = client.get("/api/v1/papers", {"limit": 1, "field": "cs.LG"})["Link"]
    assert link.startswith("<https://papers.example.org/api/v1/papers?limit=1&field=cs.LG&cursor=")
