from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.harvest.registry import all_formats, format_name
from broadsheet.harvest.sources_file import kinds

PAGE = (Path(__file__).parents[2] / "docs" / "harvest.md").read_text()


@pytest.mark.parametrize("name", [format_name(each) for each in all_formats()])
def test_format_is_documented(name: str) -> None:
    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize("name", kinds())
def test_kind_of_source_is_documented(name: str) -> None:
    assert f"| `{name}` |" in PAGE
