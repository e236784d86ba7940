from __future__ import annotations

import pytest
from tests.selection import runs_on_postgresql


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
