"""Laws of the walks: however often they are broken off, withdrawn or overtaken, nothing is skipped."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harvest.live.clocks import StillClock
from tests.harvest.live.oai_server import Repository, items
from tests.harvest.live.test_arxiv_api import Api
from tests.harvest.live.web_server import WebServer

from broadsheet.harvest.client import Client, Site
from broadsheet.harvest.politeness import Turnstile
from broadsheet.harvest.sources import arxiv_api, oai
from broadsheet.harvest.sources_file import SourceModule

pytestmark = pytest.mark.slow

SINCE = date(2020, 1, 1)
BREAKS = st.lists(st.integers(1, 3), max_size=4)
"""After how many batches a harvest is broken off, one after another; the last one is left to end."""


@contextmanager
def place() -> Iterator[tuple[WebServer, Client]]:
    clock = StillClock()
    with tempfile.TemporaryDirectory() as folder, WebServer(clock.now) as server:
        site = Site(frozenset({server.place}), 0, allow_private=True)
        with Client(site, Turnstile(Path(folder), clock)) as client:
            yield server, client


def keys_met(module: SourceModule, options: dict[str, Any], breaks: list[int], client: Client) -> set[str]:
    """The keys of all records that harvests bring, each from the cursor of the last batch before it."""
    met: set[str] = set()
    cursor: dict[str, Any] = {}
    for batches in [*breaks, None]:
        for batch in islice(module.harvest(options, cursor, SINCE, client), batches):
            met |= {record.key for record in batch.records}
            cursor = batch.cursor
    return met


@settings(max_examples=15)
@given(st.integers(3, 9), st.integers(1, 30), st.sets(st.integers(1, 12), max_size=4), st.booleans(), BREAKS)
def test_an_oai_list_is_met_whole(
    limit: int, per_day: int, withdrawn: set[int], ordered: bool, breaks: list[int]
) -> None:
    """Tokens are withdrawn before the requests with these numbers."""
    repository = Repository(items(30, per_day), limit=limit)
    if not ordered:
        repository.items.sort(key=lambda item: item.arxiv_id[::-1])

    def withdraw() -> None:
        repository.state += len(repository.served) in withdrawn

    with place() as (server, client):
        server.answers["/"] = [repository.answer(withdraw)]
        options = {**oai.OPTIONS, "url": server.url(), "prefix": "arXiv"}
        assert keys_met(oai, options, breaks, client) == {item.arxiv_id for item in repository.items}


@settings(max_examples=15)
@given(st.integers(3, 12), st.sets(st.integers(1, 8), max_size=4), BREAKS)
def test_a_list_of_the_query_api_is_met_whole(size: int, published: set[int], breaks: list[int]) -> None:
    """Before the requests with these numbers, three papers appear at the top of the list; the next harvest has them."""
    api = Api(30)

    with place() as (server, client):

        def answer(handler: Any) -> None:
            if len(server.visits) in published:
                api.publish(3)
            api.answer(handler)

        server.answers["/"] = [answer]
        options = {**arxiv_api.OPTIONS, "url": server.url(), "categories": ["cs.LG"], "page_size": size}
        met = keys_met(arxiv_api, options, breaks, client)
        assert met >= {f"2611.{number:05}" for number in range(1, 31)}
        published.clear()
        met |= keys_met(arxiv_api, options, [], client)
        assert len(met) == api.count
