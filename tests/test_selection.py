from __future__ import annotations

import pytest
from tests.selection import comes_first, runs_on_postgresql, uses_database


def empties_tables(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    by_fixture = not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))
    return by_fixture or bool(mark and mark.kwargs.get("transaction"))


@pytest.fixture
def _shelf(db: None) -> None:
    """A fixture that brings the database."""


@pytest.mark.django_db
def test_mark_of_the_database_is_seen(request: pytest.FixtureRequest) -> None:
    assert runs_on_postgresql(request.node)


@pytest.mark.usefixtures("_shelf")
def test_fixture_that_brings_the_database_is_seen(request: pytest.FixtureRequest) -> None:
    assert runs_on_postgresql(request.node)


@pytest.mark.both_databases
def test_processes_on_a_database_of_their_own_are_marked(request: pytest.FixtureRequest) -> None:
    assert runs_on_postgresql(request.node)


@pytest.mark.django_db
@pytest.mark.one_database
def test_one_database_is_enough_where_a_test_says_so(request: pytest.FixtureRequest) -> None:
    assert not runs_on_postgresql(request.node)


def test_without_the_database_one_run_is_enough(request: pytest.FixtureRequest) -> None:
    assert not runs_on_postgresql(request.node)


@pytest.mark.slow
def test_slow_tests_without_the_database_come_first(request: pytest.FixtureRequest) -> None:
    assert comes_first(request.node)
    first = [comes_first(item) for item in request.session.items]
    assert first == sorted(first, reverse=True)


@pytest.mark.slow
@pytest.mark.django_db
def test_tests_of_the_database_keep_their_order(request: pytest.FixtureRequest) -> None:
    """Those that empty tables come after all that roll back."""
    assert not comes_first(request.node)
    empties = [empties_tables(item) for item in request.session.items if uses_database(item)]
    assert empties == sorted(empties)
