from __future__ import annotations

from datetime import date

import pytest
from tests.search.papers import add_paper, revise
from tests.search.searching import search

from broadsheet.papers.models import Embedding, Paper, SourceRecord
from broadsheet.search import indexing
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.facade import similar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engine")]


def found(text: str, **options: object) -> list[int]:
    return [hit.paper_id for hit in search(text, **options).hits]  # type: ignore[arg-type]


def test_new_paper_is_found_after_catching_up() -> None:
    paper = add_paper("Attention is all you need")
    assert indexing.catch_up() == 1
    assert found("attention") == [paper.pk]


def test_catching_up_twice_writes_nothing_more() -> None:
    add_paper("Attention is all you need")
    indexing.catch_up()
    assert indexing.catch_up() == 0


def test_changed_paper_replaces_its_former_self() -> None:
    paper = add_paper("Attention is all you need")
    indexing.catch_up()
    revise(paper, title="Convolution is all you need")
    indexing.catch_up()
    assert (found("attention"), found("convolution")) == ([], [paper.pk])


def test_merged_paper_leaves_and_comes_back() -> None:
    kept, absorbed = add_paper("Graph networks"), add_paper("Graph network")
    indexing.catch_up()
    embed_pending()
    indexing.catch_up()
    revise(absorbed, merged_into=kept)
    indexing.catch_up()
    assert (found("graph"), indexing.status().vectors) == ([kept.pk], 1)
    revise(absorbed, merged_into=None)
    indexing.catch_up()
    assert (sorted(found("graph")), indexing.status().vectors) == ([kept.pk, absorbed.pk], 2)


def test_deleted_paper_leaves() -> None:
    paper = add_paper("Graph networks")
    indexing.catch_up()
    revise(paper, status="deleted")
    indexing.catch_up()
    assert found("graph") == []


def test_filters_follow_a_change_of_facts() -> None:
    paper = add_paper("Graph networks")
    embed_pending()
    indexing.catch_up()
    assert found("graph has:code") == []
    revise(paper, has_code=True)
    indexing.catch_up()
    assert found("graph has:code") == [paper.pk]
    assert found("networks of nodes has:code", mode="semantic") == [paper.pk]


def test_vector_file_is_left_alone_where_no_fact_changed() -> None:
    paper = add_paper("Graph networks")
    embed_pending()
    indexing.catch_up()
    revise(paper, upvotes=7)
    indexing.catch_up()
    assert indexing.verify() == []
    assert indexing.status().vectors == 1


def test_revised_text_is_embedded_again() -> None:
    paper = add_paper("Graph networks")
    embed_pending()
    before = bytes(Embedding.objects.get().vector)
    revise(paper, title="Roman pottery")
    assert embed_pending() == 1
    assert bytes(Embedding.objects.get().vector) != before


def test_unchanged_text_is_embedded_once() -> None:
    paper = add_paper("Graph networks")
    embed_pending()
    revise(paper, upvotes=7)
    assert embed_pending() == 0


def test_newest_papers_are_embedded_first() -> None:
    add_paper("Old", published=date(2001, 1, 1))
    new = add_paper("New", published=date(2026, 1, 1))
    add_paper("Undated", published=None)
    assert embed_pending(limit=1) == 1
    assert Embedding.objects.get().paper_id == new.pk


def test_no_batch_begins_after_the_deadline() -> None:
    add_paper("Graph networks")
    assert embed_pending(deadline=5.0, clock=lambda: 6.0) == 0


def test_status_counts_both_sides() -> None:
    add_paper("One")
    add_paper("Two")
    embed_pending(limit=1)
    indexing.catch_up()
    status = indexing.status()
    assert (status.papers_in_db, status.papers_in_index) == (2, 2)
    assert (status.vectors, status.pending_embeddings, status.model) == (1, 1, "minilm")
    assert status.watermark == status.newest_revision


def test_rebuild_ends_with_the_same_answers() -> None:
    papers = [add_paper("Graph networks", "Nodes and edges."), add_paper("Graph theory")]
    embed_pending()
    indexing.catch_up()
    before = found("graph")
    assert indexing.rebuild() == len(papers)
    assert (found("graph"), indexing.verify()) == (before, [])


def test_index_of_another_database_is_made_anew() -> None:
    for title in ("One", "Two", "Three"):
        add_paper(title)
    indexing.catch_up()
    _forget_all_but("One")
    indexing.catch_up()
    assert (indexing.status().papers_in_index, indexing.verify()) == (1, [])


def test_verify_does_not_complain_of_what_is_still_to_come() -> None:
    for title in ("One", "Two"):
        add_paper(title)
    embed_pending()
    indexing.catch_up()
    revise(add_paper("Three"), title="Third")
    embed_pending()
    assert indexing.verify() == []


def test_verify_names_what_is_missing_stale_and_left_over() -> None:
    papers = [add_paper(title) for title in ("One", "Two", "Three")]
    indexing.catch_up()
    Paper.objects.filter(pk=papers[0].pk).update(revision=0)
    Paper.objects.filter(pk=papers[1].pk).update(status="deleted")
    new = add_paper("Four")
    Paper.objects.filter(pk=new.pk).update(revision=papers[1].revision)
    assert indexing.verify() == [
        f"1 papers are missing from the index: {new.pk}",
        f"1 papers are in the index but not in the database: {papers[1].pk}",
        f"1 papers stand in the index at another revision: {papers[0].pk}",
    ]


def test_without_a_model_words_alone_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    papers = [add_paper("Graph networks"), add_paper("Graph theory")]
    assert embed_pending() == 0
    indexing.catch_up()
    assert found("graph theory")[0] == papers[1].pk
    assert [hit.paper_id for hit in similar(papers[0].pk)] == [papers[1].pk]
    assert indexing.status().pending_embeddings == 0


def _forget_all_but(title: str) -> None:
    SourceRecord.objects.exclude(paper__title=title).delete()
    Paper.objects.exclude(title=title).delete()
