from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.papers.records import record

from broadsheet.papers.content import local_identifier, project, public_id
from broadsheet.papers.record import Identifier, Record


def test_record_survives_its_json() -> None:
    whole = record(abstract="x", identifiers=(Identifier("doi", "10.1/x"),), details={"journal": "J"})
    assert Record.from_json(whole.to_json()) == whole


def test_our_sentence_is_shown_before_a_machine_written_one() -> None:
    records = [record(source="hub", summary="Theirs."), record(source="ledger", summary="Ours.")]
    assert project(records).summary == "Ours."


def test_naming_identifier_is_the_arxiv_number() -> None:
    stated = (Identifier("doi", "10.1/x"), Identifier("arxiv", "2603.00001"))
    assert public_id(project([record(identifiers=stated)]).identifiers[0]) == "2603.00001"


def test_record_without_identifier_is_named_after_source_and_key() -> None:
    one, other = record(key="1"), record(key="2")
    assert project([one]).identifiers == (local_identifier(one),)
    assert local_identifier(one) != local_identifier(other)


@given(st.permutations(["arxiv", "hub", "ledger", "bibtex"]))
def test_shown_title_does_not_depend_on_the_order_of_arrival(sources: list[str]) -> None:
    records = [record(f"Title as {source} has it", source=source) for source in sources]
    assert project(records).title == "Title as arxiv has it"
