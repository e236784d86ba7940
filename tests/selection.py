"""Which tests a run has, and in which order.

The second database: with BROADSHEET_TEST_DATABASE=postgresql, those tests alone that use the database. pytest-django
refuses the database to every other test, so that nothing that touches it is left out: a test uses it by the mark
`django_db` or by a fixture that brings it. What pytest-django cannot see, a test that starts processes on a database
of the run's kind, is marked `both_databases`. `one_database` and `browser` leave a test out all the same.

The order: slow tests without the database, which take longest, come first, so that no worker is left alone with one at
the end. The others stay as pytest-django sorted them: those that roll back before those that empty tables.
"""

from __future__ import annotations

import os

import pytest

POSTGRESQL = "postgresql"
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def runs_on_postgresql(item: pytest.Item) -> bool:
    marks = marks_of(item)
    if marks & {"one_database", "browser"}:
        return False
    return "both_databases" in marks or uses_database(item)


def comes_first(item: pytest.Item) -> bool:
    return "slow" in marks_of(item) and not uses_database(item)


def uses_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "django_db" in marks_of(item) or not DATABASE_FIXTURES.isdisjoint(fixtures)


def marks_of(item: pytest.Item) -> set[str]:
    return {mark.name for mark in item.iter_markers()}


@pytest.hookimpl(trylast=True)  # conftest.py files add marks in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("BROADSHEET_TEST_DATABASE") == POSTGRESQL:
        config.hook.pytest_deselected(items=[item for item in items if not runs_on_postgresql(item)])
        items[:] = [item for item in items if runs_on_postgresql(item)]
    items.sort(key=comes_first, reverse=True)
