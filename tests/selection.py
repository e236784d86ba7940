"""Which tests the second database needs: with BROADSHEET_TEST_DATABASE=postgresql, those alone that use the database.

pytest-django refuses the database to every other test, so that nothing that touches it is left out: a test uses it by
the mark `django_db` or by a fixture that brings it. What pytest-django cannot see, a test that starts processes on a
database of the run's kind, is marked `both_databases`. `one_database` and `browser` leave a test out all the same.
"""

from __future__ import annotations

import os

import pytest

POSTGRESQL = "postgresql"
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def runs_on_postgresql(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    if marks & {"one_database", "browser"}:
        return False
    return bool(marks & {"django_db", "both_databases"}) or not DATABASE_FIXTURES.isdisjoint(
        getattr(item, "fixturenames", ())
    )


@pytest.hookimpl(trylast=True)  # conftest.py files add marks in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("BROADSHEET_TEST_DATABASE") != POSTGRESQL:
        return
    dropped = [item for item in items if not runs_on_postgresql(item)]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if runs_on_postgresql(item)]
