"""The OAI-PMH provider: every answer against the protocol's grammar, every error that it knows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from tests.api.shelf import ALL, BERT, SETS, stock
from tests.papers.records import NOON, record

from broadsheet.api.oai import answer as answers
from broadsheet.api.oai import listing
from broadsheet.papers.intake import take
from broadsheet.papers.merging import merge
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare

pytestmark = pytest.mark.django_db
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("answers.rng")))
LATER = NOON + timedelta(days=1)


def asked(**arguments: str) -> Any:
    """The answer, which keeps to the grammar."""
    response = Client().get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
    assert response.status_code == 200
    answer = etree.fromstring(response.content)
    GRAMMAR.assertValid(answer)
    return answer


def identifiers(answer: Any) -> list[str]:
    return [each.text for each in answer.iterfind(".//{*}header/{*}identifier")]


def code(answer: Any) -> str:
    return str(answer.find("{*}error").get("code"))


def name_of(title: str) -> str:
    return f"oai:broadsheet.local:{Paper.objects.get(title=title).id}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "Identify", "set": "cs.LG"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:broadsheet.local:1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-30"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-03-02", "until": "2026-03-01"},
            "badArgument",
        ),
        (
            {
                "verb": "ListRecords",
                "metadataPrefix": "oai_dc",
                "from": "2026-03-02",
                "until": "2026-03-03T00:00:00Z",
            },
            "badArgument",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        (
            {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:broadsheet.local:99"},
            "idDoesNotExist",
        ),
        ({"verb": "ListMetadataFormats", "identifier": "urn:none"}, "idDoesNotExist"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2030-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "2000-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "no.SUCH"}, "noRecordsMatch"),
    ],
)
def test_error_has_its_code(arguments: dict[str, str], said: str) -> None:
    stock(*ALL)
    assert code(asked(**arguments)) == said


def test_argument_given_twice_is_an_error() -> None:
    response = Client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=arXiv")
    assert code(etree.fromstring(response.content)) == "badArgument"


def test_repository_without_papers_answers_every_verb() -> None:
    stock()
    assert asked(verb="Identify").find("{*}Identify") is not None
    assert code(asked(verb="ListSets")) == "noSetHierarchy"
    assert code(asked(verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"


def test_post_is_answered_as_get_is() -> None:
    stock(*ALL)
    posted = Client(enforce_csrf_checks=True).post(
        "/oai", {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    )
    assert len(identifiers(etree.fromstring(posted.content))) == 4


def test_sets_are_fields() -> None:
    stock(*ALL)
    answer = asked(verb="ListSets")
    assert [each.text for each in answer.iterfind(".//{*}setSpec")] == ["cs.CL", "cs.LG", "stat.ML"]
    assert identifiers(asked(verb="ListIdentifiers", metadataPrefix="oai_dc", set="stat.ML")) == [
        name_of(SETS.title)
    ]


def test_field_of_any_name_is_a_set() -> None:
    stock(record("Odd", "odd", fields=("Übung: one!",)))
    (spec,) = [each.text for each in asked(verb="ListSets").iterfind(".//{*}setSpec")]
    assert identifiers(asked(verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)) == [name_of("Odd")]


def test_many_sets_are_told_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "SETS_AT_ONCE", 2)
    stock(*ALL)
    first = asked(verb="ListSets")
    rest = asked(verb="ListSets", resumptionToken=first.findtext(".//{*}resumptionToken"))
    assert [each.text for each in [*first.iterfind(".//{*}setSpec"), *rest.iterfind(".//{*}setSpec")]] == [
        "cs.CL", "cs.LG", "stat.ML",
    ]  # fmt: skip
    assert rest.findtext(".//{*}resumptionToken") == ""


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_pages_cover_everything_once(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(listing.PAGE, verb, 2)
    stock(*(record(f"Paper {number}", str(number)) for number in range(7)))
    answer, found, cursors = asked(verb=verb, metadataPrefix="oai_dc"), [], []
    while True:
        found += identifiers(answer)
        token = answer.find(".//{*}resumptionToken")
        cursors.append((token.get("cursor"), token.get("completeListSize")))
        if not token.text:
            break
        answer = asked(verb=verb, resumptionToken=token.text)
    assert len(found) == len(set(found)) == 7
    assert cursors == [("0", "7"), ("2", "7"), ("4", "7"), ("6", "7")]


def test_token_of_another_verb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(listing.PAGE, "ListRecords", 1)
    stock(*ALL)
    token = asked(verb="ListRecords", metadataPrefix="oai_dc").findtext(".//{*}resumptionToken")
    assert code(asked(verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"


def test_paper_changed_during_a_harvest_is_delivered_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(listing.PAGE, "ListRecords", 2)
    stock(*(record(f"Paper {number}", str(number)) for number in range(4)))
    first = asked(verb="ListRecords", metadataPrefix="oai_dc")
    take([prepare(record("Paper 3", "3", abstract="Changed."))], now=LATER)
    rest = asked(verb="ListRecords", resumptionToken=first.findtext(".//{*}resumptionToken"))
    assert name_of("Paper 3") in identifiers(rest)


def test_selective_harvest_tells_what_changed_between_two_moments() -> None:
    stock(SETS)
    take([prepare(BERT)], now=LATER)
    of = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    assert identifiers(asked(**of, from_="2026-03-19")) == [name_of(BERT.title)]
    assert identifiers(asked(**of, until="2026-03-18")) == [name_of(SETS.title)]
    assert identifiers(asked(**of, from_="2026-03-18T12:00:00Z", until="2026-03-18T12:00:00Z")) == [
        name_of(SETS.title)
    ]
    assert code(asked(**of, from_="2026-03-18T12:00:01Z", until="2026-03-19T11:59:59Z")) == "noRecordsMatch"


def test_datestamp_is_the_time_of_change() -> None:
    stock(BERT)
    take(
        [prepare(record("BERT and the <EOS> token", "2603.00002", source="arxiv", abstract="New."))],
        now=LATER,
    )
    assert (
        asked(verb="ListIdentifiers", metadataPrefix="oai_dc").findtext(".//{*}datestamp")
        == "2026-03-19T12:00:00Z"
    )


def test_merged_paper_is_told_as_deleted() -> None:
    stock(SETS, BERT)
    gone = name_of(BERT.title)
    merge(Paper.objects.get(title=SETS.title), Paper.objects.get(title=BERT.title), LATER)
    answer = asked(verb="ListRecords", metadataPrefix="arXiv", from_="2026-03-19", set="cs.LG")
    (header,) = answer.xpath("//*[local-name()='header'][@status='deleted']")
    assert header.findtext("{*}identifier") == gone
    assert header.getparent().find("{*}metadata") is None
    assert asked(verb="GetRecord", metadataPrefix="oai_dc", identifier=gone).find(".//{*}metadata") is None


def test_arxiv_format_is_for_papers_on_arxiv() -> None:
    stock(*ALL)
    other = name_of("A page that counts its authors")
    assert len(identifiers(asked(verb="ListRecords", metadataPrefix="arXiv"))) == 2
    assert (
        code(asked(verb="GetRecord", metadataPrefix="arXiv", identifier=other)) == "cannotDisseminateFormat"
    )
    formats = asked(verb="ListMetadataFormats", identifier=other)
    assert [each.text for each in formats.iterfind(".//{*}metadataPrefix")] == ["oai_dc"]


def test_arxiv_record_has_names_in_parts_and_the_title_as_written() -> None:
    stock(SETS)
    answer = asked(verb="GetRecord", metadataPrefix="arXiv", identifier=name_of(SETS.title))
    author = answer.find(".//{*}author")
    assert [each.text for each in author] == ["van der Schaar", "Mihaela"]
    assert answer.findtext(".//{*}arXiv/{*}title") == SETS.title
    assert answer.findtext(".//{*}categories") == "cs.LG stat.ML"
