from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.papers.conftest import Take
from tests.papers.records import NOON, record

from broadsheet.papers.intake import Counts, CursorState, RejectRow, take
from broadsheet.papers.models import Author, Cursor, Identifier, Listing, Paper, Reject, SourceRecord, Version
from broadsheet.papers.record import Identifier as Id
from broadsheet.papers.record import RecordListing, Status

pytestmark = pytest.mark.django_db


def test_new_record_becomes_a_paper_with_all_it_says(taking: Take) -> None:
    counts = taking(
        record(
            r"On $\alpha$-divergence",
            abstract="Code at https://github.com/ada/alpha.",
            names=("Ada Lovelace", "Charles Babbage"),
            fields=("cs.LG", "stat.ML"),
            identifiers=(Id("arxiv", "2603.00001"),),
            organisation="Analytical Engines",
        )
    )
    paper = Paper.objects.get()
    assert counts == Counts(read=1, new=1)
    assert (paper.public_id, paper.plain_title) == ("2603.00001", "On α-divergence")
    assert [a.author.name for a in paper.authorships.all()] == ["Ada Lovelace", "Charles Babbage"]
    assert [f.field.code for f in paper.paper_fields.all()] == ["cs.LG", "stat.ML"]
    assert paper.organisation is not None
    assert paper.organisation.name == "Analytical Engines"
    assert (paper.has_code, paper.day, paper.author_count) == (True, date(2026, 3, 18), 2)


def test_same_record_again_changes_nothing(taking: Take) -> None:
    taking(record())
    before = Paper.objects.values().get()
    assert taking(record()) == Counts(read=1, unchanged=1)
    assert Paper.objects.values().get() == before


def test_changed_abstract_leaves_the_old_version_readable(taking: Take) -> None:
    taking(record(abstract="First."))
    later = NOON + timedelta(days=1)
    assert taking(record(abstract="Second."), now=later) == Counts(read=1, updated=1)
    version = Version.objects.get()
    assert (version.number, version.abstract, version.superseded) == (1, "First.", later)
    assert Paper.objects.get().abstract == "Second."


def test_change_of_counts_alone_is_no_new_version(taking: Take) -> None:
    listing = RecordListing("day", "A day", 1, upvotes=1)
    taking(record(listings=(listing,)))
    taking(record(listings=(replace(listing, upvotes=7),)))
    assert not Version.objects.exists()
    assert Paper.objects.get().upvotes == 7


def test_shared_identifier_makes_two_records_one_paper(taking: Take) -> None:
    arxiv = Id("arxiv", "2603.00001")
    taking(record("One title", source="arxiv", identifiers=(arxiv,)))
    counts = taking(record("Quite another title", source="hub", names=("X Y",), identifiers=(arxiv,)))
    assert counts == Counts(read=1, updated=1)
    assert SourceRecord.objects.count() == 2
    assert Paper.objects.get().title == "One title"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"title": "DEEP learning, of shallow things!"}, True),
        ({"names": ("A. Lovelace", "B. Else")}, True),
        ({"names": ()}, True),
        ({"published": NOON - timedelta(days=365)}, True),
        ({"published": NOON - timedelta(days=800)}, False),
        ({"names": ("Grace Hopper",)}, False),
        ({"title": "Deep learning of shallow thing"}, False),
        ({"identifiers": (Id("arxiv", "2603.99999"),)}, False),
        ({"identifiers": (Id("acl", "2026.x-1.1"),)}, True),
    ],
)
def test_title_with_author_and_year_decides_without_identifier(
    taking: Take, other: dict[str, object], same: bool
) -> None:
    taking(record(source="arxiv", identifiers=(Id("arxiv", "2603.00001"),)))
    taking(record(source="other", **other))  # type: ignore[arg-type]
    assert Paper.objects.count() == (1 if same else 2)


def test_short_title_needs_a_common_author(taking: Take) -> None:
    taking(record("Introduction", source="a"))
    taking(record("Introduction", source="b", names=()))
    assert Paper.objects.count() == 2


def test_same_place_in_the_same_list_proves_a_short_title(taking: Take) -> None:
    place = RecordListing("p1", "Page 1", 3)
    taking(record("Nets", source="ledger", names=(), listings=(place,)))
    taking(record("Nets", source="daily-papers", names=(), listings=(place,)))
    assert Paper.objects.count() == 1


def test_bare_title_that_fits_two_papers_joins_neither(taking: Take) -> None:
    taking(record(source="a", names=("Ada Lovelace",)), record(source="b", names=("Grace Hopper",)))
    taking(record(source="c", names=()))
    assert Paper.objects.count() == 3


def test_records_of_one_paper_within_a_batch_are_merged(taking: Take) -> None:
    assert taking(record(source="a"), record(source="b")) == Counts(read=2, new=1, updated=1)


def test_key_twice_in_a_batch_is_a_revision(taking: Take) -> None:
    assert taking(record(abstract="One."), record(abstract="Two.")) == Counts(read=2, new=1, updated=1)
    assert Paper.objects.get().abstract == "Two."


def test_order_of_sources_does_not_decide_what_is_shown(taking: Take) -> None:
    arxiv = record("A Title of Some Length", source="arxiv", abstract="From arXiv.")
    page = record("A title of some length", source="daily-papers", abstract="From a page.", names=())
    taking(page, arxiv)
    paper = Paper.objects.get()
    assert (paper.title, paper.abstract) == ("A Title of Some Length", "From arXiv.")


def test_deleted_record_keeps_its_place_with_a_notice(taking: Take) -> None:
    taking(record(abstract="Kept."))
    taking(record("", status=Status.DELETED, names=(), published=None))
    paper = Paper.objects.get()
    assert (paper.status, paper.abstract) == ("deleted", "Kept.")
    assert taking(record("", status=Status.DELETED, names=(), published=None)).unchanged == 1


def test_deletion_of_something_never_seen_is_nothing(taking: Take) -> None:
    assert taking(record("", status=Status.DELETED)) == Counts(read=1, unchanged=1)
    assert not Paper.objects.exists()


def test_listing_stated_by_two_sources_is_one_listing(taking: Take) -> None:
    bare, full = (
        RecordListing("p1", "Page 1", 3),
        RecordListing("p1", "Page 1", 3, date(2025, 11, 1), comments=4),
    )
    taking(record(source="ledger", listings=(bare,)), record(source="daily-papers", listings=(full,)))
    listing = Listing.objects.get()
    assert (listing.comments, listing.record.source) == (4, "daily-papers")
    assert Paper.objects.get().comments == 4


def test_revision_grows_with_every_change_and_only_then(taking: Take) -> None:
    taking(record())
    first = Paper.objects.get().revision
    taking(record())
    assert Paper.objects.get().revision == first
    taking(record(abstract="New."))
    assert Paper.objects.get().revision > first


def test_cursor_and_rejects_are_stored_with_their_batch() -> None:
    row = RejectRow("file:x", "line 3", "A paper needs a title", "{}", "A paper needs a title")
    for _ in range(2):
        counts = take([], now=NOON, cursor=CursorState("arxiv", {"token": "t"}), rejects=[row], rejected=1)
    assert counts == Counts(read=1, rejected=1)
    assert Cursor.objects.get().state == {"token": "t"}
    assert Reject.objects.get().reason == "A paper needs a title"


def test_paper_without_identifiers_keeps_its_address_when_one_arrives(taking: Take) -> None:
    taking(record(source="feed"))
    address = Paper.objects.get().public_id
    taking(record(source="arxiv", identifiers=(Id("arxiv", "2603.00001"),)))
    scheme, value = address.split(":")
    assert Paper.objects.get().public_id == "2603.00001"
    assert Identifier.objects.get(scheme=scheme, value=value).paper == Paper.objects.get()


def test_name_printed_twice_is_one_author(taking: Take) -> None:
    taking(record("First thing to be read", key="1"), record("Second thing to be read", key="2"))
    assert Author.objects.count() == 1
