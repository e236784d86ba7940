from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.papers.records import NOON, record

from broadsheet.claims import ledger
from broadsheet.claims.models import Claim
from broadsheet.harvest.importing import import_file
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Identifier
from broadsheet.search.query import filters

pytestmark = pytest.mark.django_db

ENTRY = {
    "id": "s1", "title": "T", "family": "f", "kind": "method", "claim": "It works.", "check": "Try it.",
    "feasible": "yes", "why_not": None, "faithful": "high", "effort": "S", "service_use": None,
}  # fmt: skip


def write(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "ledger.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps({**ENTRY, **entry}) for entry in entries))
    return path


def paper(title: str, ledger_id: str) -> Paper:
    take([prepare(record(title, title, identifiers=(Identifier("ledger", ledger_id),)))], now=NOON)
    return Paper.objects.get(title=title)


def test_built_in_ledger_is_written_once() -> None:
    assert ledger.sync() == 562
    assert ledger.sync() == 0
    assert Counter(claim.status.value for claim in Claim.objects.all()) == {
        "unchecked": 432,
        "untestable": 130,
    }
    assert all(claim.why_not for claim in Claim.objects.filter(feasible="no"))


def test_every_claim_of_the_ledger_has_its_paper() -> None:
    import_file(ledger.built_in_file(), lambda: NOON)
    ledger.sync()
    papers = ledger.papers_of(list(Claim.objects.values_list("ledger_id", flat=True)))
    assert len(papers) == 562
    assert all(papers[claim.ledger_id].title == claim.title for claim in Claim.objects.all())


def test_revised_sentence_replaces_the_old_one(tmp_path: Path) -> None:
    ledger.sync(write(tmp_path, {"id": "s1"}, {"id": "s2"}))
    assert ledger.sync(write(tmp_path, {"id": "s1", "claim": "It works at scale."}, {"id": "s2"})) == 1
    assert Claim.objects.get(ledger_id="s1").sentence == "It works at scale."


def test_claims_of_many_papers_take_one_query(tmp_path: Path, django_assert_num_queries: Any) -> None:
    one, other = paper("One", "s1"), paper("Other", "s2")
    none = paper("Without", "s3")
    ledger.sync(write(tmp_path, {"id": "s1"}, {"id": "s2"}))
    with django_assert_num_queries(1):
        found = ledger.claims_of([one.pk, other.pk, none.pk])
    assert {key: [claim.ledger_id for claim in claims] for key, claims in found.items()} == {
        one.pk: ["s1"],
        other.pk: ["s2"],
    }


def test_claim_filter_of_the_search_finds_papers_by_status(tmp_path: Path) -> None:
    open_paper, closed = paper("Open", "s1"), paper("Closed", "s2")
    ledger.sync(write(tmp_path, {"id": "s1"}, {"id": "s2", "feasible": "no", "why_not": "a survey"}))
    assert filters.understood("claim", "unchecked")
    assert not filters.understood("claim", "perhaps")
    resolver = filters.RESOLVERS["claim"]
    assert list(resolver.papers("unchecked")) == [open_paper.pk]
    assert list(resolver.papers("untestable")) == [closed.pk]
    assert resolver.all_papers() == {"unchecked": {open_paper.pk}, "untestable": {closed.pk}}
    assert {type(status) for status in resolver.all_papers()} == {str}, "the only keys of JSON"
