from __future__ import annotations

import pytest
from tantivy import Schema, SchemaBuilder
from tests.search.papers import add_paper
from tests.search.searching import search

from broadsheet.search import indexing
from broadsheet.search.engine.files import index_home, read_json, write_json
from broadsheet.search.index import following
from broadsheet.search.index.folders import make_folder
from broadsheet.search.index.lexical import use_folder
from broadsheet.search.index.schema import MARK_FIELDS
from broadsheet.search.views import lexical_view

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str, **options: object) -> list[int]:
    return [hit.paper_id for hit in search(text, **options).hits]  # type: ignore[arg-type]


def test_long_catch_up_commits_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "COMMIT_EVERY_PAPERS", 2)
    monkeypatch.setattr("broadsheet.search.documents.changes.BATCH", 1)
    papers = [add_paper(f"Paper {at}") for at in range(5)]
    seen: list[int] = []

    def look(count: int, share: float | None) -> None:
        view = lexical_view()
        seen.append(view.papers if view else 0)

    indexing.catch_up(look)
    assert seen == sorted(seen)
    assert seen[-1] > 0
    assert indexing.status().papers_in_index == len(papers)


def test_folder_that_a_kill_left_empty_is_made_anew() -> None:
    add_paper("A paper to be found again")
    folder = make_folder(index_home() / "words")
    use_folder(index_home() / "words", folder)
    assert indexing.catch_up() > 0
    assert indexing.verify() == []


def made_with_former_schema(monkeypatch: pytest.MonkeyPatch, **replaced: object) -> None:
    monkeypatch.setattr("broadsheet.search.index.lexical.VERSION", 0)
    for name, value in replaced.items():
        monkeypatch.setattr(f"broadsheet.search.index.lexical.{name}", value)
    indexing.catch_up()
    monkeypatch.undo()


def test_index_of_a_former_schema_serves_until_the_new_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = add_paper("Graph networks", fields=("cs.LG",), has_code=True)
    made_with_former_schema(monkeypatch, schema=former_schema)
    assert found("graph networks field:cs.LG", mode="lexical") == [paper.pk]
    assert (found("author:ada"), search("graph").facets.with_code) == ([], 0)
    assert indexing.catch_up() == 1
    assert search("graph").facets.with_code == 1
    assert indexing.verify() == []


def test_killed_rebuild_leaves_the_former_schema_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = add_paper("Graph networks")
    made_with_former_schema(monkeypatch)

    def interrupted(count: int, share: float | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.catch_up(interrupted)
    assert found("graph") == [paper.pk]
    assert indexing.catch_up() == 1
    assert len(list((index_home() / "words").glob("w*"))) == 1


def test_index_that_cannot_be_read_is_made_anew() -> None:
    paper = add_paper("Graph networks")
    indexing.catch_up()
    named = read_json(index_home() / "words" / "current.json")
    assert named is not None
    folder = index_home() / "words" / named["folder"]
    folder.joinpath("meta.json").write_text("torn")
    write_json(index_home() / "words" / "current.json", named)
    assert lexical_view() is None
    assert indexing.catch_up() == 1
    assert found("graph") == [paper.pk]


def former_schema() -> Schema:
    """Without authors and code, its fields in another order."""
    builder = SchemaBuilder()
    builder.add_integer_field("revision", fast=True)
    builder.add_text_field("tag", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="words")
    for name in ("field", "source"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("kind", "title", "identifier"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("id", "day", "year", "title_hash"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in MARK_FIELDS:
        builder.add_integer_field(name, stored=True)
    return builder.build()
