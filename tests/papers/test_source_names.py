from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules

import pytest

from broadsheet.harvest import formats, sources_file
from broadsheet.papers.models import Cursor
from broadsheet.papers.source_names import source_name, sources_read

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_every_source_that_a_format_states_has_a_name_for_people() -> None:
    modules = (import_module(f"{formats.__name__}.{each.name}") for each in iter_modules(formats.__path__))
    stated = {module.SOURCE for module in modules if hasattr(module, "SOURCE")} | {"arxiv"}
    assert [source for source in stated if source_name(source) == source] == []
    assert source_name("Journal of Trees") == "Journal of Trees"


@pytest.mark.django_db
def test_sources_are_listed_by_name_and_other_cursors_are_not() -> None:
    shipped = {entry.name for entry in sources_file.shipped() if entry.kind not in ("oai", "feed")}
    for source in (*shipped, "built-in", "my-journal", "tried:arxiv-today"):
        Cursor.objects.create(source=source, at=NOW)
    read = {each.key: each.name for each in sources_read()}
    assert set(read) == {*shipped, "built-in", "my-journal"}
    assert [key for key, name in read.items() if key == name] == ["my-journal"]
