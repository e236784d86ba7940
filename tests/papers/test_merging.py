from __future__ import annotations

from datetime import timedelta

import pytest
from tests.papers.conftest import Take
from tests.papers.records import NOON, record

from broadsheet.errors import InputError
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.merging import merge, split, unmerge
from broadsheet.papers.models import Paper, SourceRecord
from broadsheet.papers.record import Identifier as Id

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def pair(taking: Take) -> tuple[Paper, Paper]:
    taking(
        record("Draft of a long-awaited work", key="1", identifiers=(Id("doi", "10.1000/x"),)),
        record(
            "The long-awaited work itself", key="2", source="arxiv", identifiers=(Id("arxiv", "2603.00001"),)
        ),
    )
    first, second = Paper.objects.order_by("id")
    return first, second


def test_merge_keeps_all_records_and_shows_the_better_source(pair: tuple[Paper, Paper]) -> None:
    merge(*pair, LATER)
    kept = Paper.unmerged.get()
    assert kept.records.count() == 2
    assert (kept.pk, kept.title, kept.public_id) == (pair[0].pk, "The long-awaited work itself", "2603.00001")


def test_every_identifier_leads_to_the_merged_paper(pair: tuple[Paper, Paper]) -> None:
    merge(*pair, LATER)
    for text in ("2603.00001", "arXiv:2603.00001v3", "https://doi.org/10.1000/x", "doi:10.1000/x"):
        assert find_paper(text) == pair[0]


def test_unmerge_restores_both_papers(pair: tuple[Paper, Paper]) -> None:
    shown = ("id", "public_id", "title", "title_hash", "merged_into")
    before = list(Paper.objects.order_by("id").values(*shown))
    merge(*pair, LATER)
    unmerge(pair[0], LATER)
    assert list(Paper.objects.order_by("id").values(*shown)) == before


def test_unmerge_without_merge_says_what_to_do(pair: tuple[Paper, Paper]) -> None:
    with pytest.raises(InputError, match="--record"):
        unmerge(pair[0], LATER)


def test_split_record_stays_apart_when_harvested_again(taking: Take) -> None:
    both = record(source="a"), record(source="b")
    taking(*both)
    new = split(SourceRecord.objects.get(source="b"), LATER)
    assert taking(*both).unchanged == 2
    assert Paper.unmerged.count() == 2
    assert new.records.get().source == "b"


def test_merge_bumps_the_revision_of_both(pair: tuple[Paper, Paper]) -> None:
    before = max(paper.revision for paper in pair)
    merge(*pair, LATER)
    assert all(paper.revision > before for paper in Paper.objects.all())


def test_paper_cannot_be_merged_with_itself(pair: tuple[Paper, Paper]) -> None:
    with pytest.raises(InputError, match="Two different papers"):
        merge(pair[0], pair[0], LATER)
