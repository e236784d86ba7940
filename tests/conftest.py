"""Shared fixtures: the real data where it exists."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings

from broadsheet.api.feeds import views as feed_views
from broadsheet.http.cached import answer_store
from broadsheet.search import views
from broadsheet.search.completion import reader as completion_reader

SHARED = Path(__file__).parents[2] / "shared"

# Neither the time of an example nor that of drawing it is judged: both are those of a machine that others use too.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data of third parties, kept beside the checkout; tests that need it skip without it."""
    folder = Path(os.environ.get("BROADSHEET_TEST_DATA", SHARED / "data"))
    if not folder.exists():
        pytest.skip("no real data beside the checkout: set BROADSHEET_TEST_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """TRUNCATE makes every table anew: for the few rows of a test it takes PostgreSQL twenty times as long."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _deletions  # type: ignore[method-assign]


def _deletions(style: Any, tables: Sequence[str], **_: Any) -> list[str]:
    """Run in one transaction, at whose end the foreign keys are checked."""
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]


@pytest.fixture(autouse=True)
def _own_numbers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test draws from its file's `RNG` depends on no other test."""
    if hasattr(request.module, "RNG"):
        monkeypatch.setattr(request.module, "RNG", np.random.default_rng(0))


@pytest.fixture(autouse=True)
def _no_answers_stored() -> None:
    """A test's rollback puts other content under the same counters."""
    cache.clear()
    answer_store.cache_clear()
    feed_views.items.cache_clear()


@pytest.fixture(autouse=True)
def _no_index_left_open() -> Iterator[None]:
    """Each index is seven open files and more, and many tests have one of their own."""
    yield
    views._engine.cache_clear()
    completion_reader.reader.cache_clear()


@pytest.fixture(autouse=True)
def _no_votes_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process knows that nobody has voted until a test votes: the queries of a page do not depend on the clock."""
    from broadsheet.community import tally

    monkeypatch.setattr(tally, "latest_version", tally.LatestVersion(read_every_s=inf))
    tally.latest_version.set(0)


@pytest.fixture(autouse=True)
def _many_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests call more often than a client may."""
    monkeypatch.setenv("BROADSHEET_API_CALLS", "1000000000")
