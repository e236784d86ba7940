"""One vote a reader and paper, counted in a tally of its own, beside what sources count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.web.press import FRIDAY, TODAY, bring_in, listed, record

from broadsheet.accounts.models import User
from broadsheet.community import tally, voting
from broadsheet.community.models import Tally, Vote
from broadsheet.community.voting import unvote, vote
from broadsheet.editions.freeze import freeze
from broadsheet.errors import InputError
from broadsheet.papers import counts, merging
from broadsheet.papers.counts import Counts
from broadsheet.papers.models import Counter, Paper
from broadsheet.ranking import trending
from broadsheet.search import indexing

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers() -> list[Paper]:
    """Of which the second has four votes at its source."""
    bring_in(record(1), listed(2, "hub", 1, upvotes=4), record(3))
    return list(Paper.objects.order_by("public_id"))


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def grace() -> User:
    return User.objects.create_user("grace")


def total(*papers: Paper) -> list[int]:
    return [counts.counts_of(papers)[paper.pk].votes for paper in papers]


def test_second_vote_of_a_reader_changes_nothing(papers: list[Paper], ada: User) -> None:
    assert [vote(ada, papers[0], FRIDAY), vote(ada, papers[0], FRIDAY + timedelta(days=1))] == [True, False]
    assert Vote.objects.get().at == FRIDAY
    assert total(*papers) == [1, 4, 0]


def test_vote_is_taken_back_once(papers: list[Paper], ada: User, grace: User) -> None:
    vote(ada, papers[0], FRIDAY)
    vote(grace, papers[0], FRIDAY)
    assert [unvote(ada, papers[0]), unvote(ada, papers[0]), unvote(ada, papers[2])] == [True, False, False]
    assert total(*papers) == [1, 4, 0]
    assert voting.voted_among(ada, [paper.pk for paper in papers]) == set()
    assert voting.voted_among(grace, [paper.pk for paper in papers]) == {papers[0].pk}


def test_votes_of_readers_are_added_to_those_of_sources(papers: list[Paper], ada: User, grace: User) -> None:
    for user in (ada, grace):
        vote(user, papers[1], FRIDAY)
    assert counts.counts_of([papers[1]]) == {papers[1].pk: Counts(votes=6, comments=0)}
    assert Paper.objects.get(pk=papers[1].pk).upvotes == 4


def test_vote_leaves_papers_indexes_and_counters_alone(papers: list[Paper], ada: User) -> None:
    before = list(Paper.objects.values()), list(Counter.objects.order_by("name").values())
    vote(ada, papers[0], FRIDAY)
    assert (list(Paper.objects.values()), list(Counter.objects.order_by("name").values())) == before
    status = indexing.status()
    assert status.watermark == status.newest_revision


def test_vote_lifts_a_paper_in_the_trend(papers: list[Paper], ada: User) -> None:
    before = Paper.objects.get(pk=papers[0].pk).trending
    vote(ada, papers[0], FRIDAY)
    trending.refresh(FRIDAY)
    after = Paper.objects.get(pk=papers[0].pk)
    assert after.trending > before
    explained = trending.explain(after, FRIDAY)
    assert explained is not None
    assert explained.votes == 1


def test_edition_prints_the_sum(papers: list[Paper], ada: User) -> None:
    vote(ada, papers[1], FRIDAY)
    places = freeze(TODAY, FRIDAY).places
    assert places.get(paper=papers[1]).upvotes == 5


def test_most_voted_are_ordered_by_the_sum(papers: list[Paper]) -> None:
    assert counts.most_voted(10) == [papers[1].pk]
    for number in range(5):
        vote(User.objects.create_user(f"reader-{number}"), papers[2], FRIDAY)
        if number < 4:
            vote(User.objects.get(username=f"reader-{number}"), papers[0], FRIDAY)
    assert counts.most_voted(10) == [papers[2].pk, papers[1].pk, papers[0].pk]
    assert counts.most_voted(1)[0] == papers[2].pk


def test_votes_follow_a_merge_and_its_undoing(papers: list[Paper], ada: User, grace: User) -> None:
    one, _, other = papers
    vote(ada, one, FRIDAY)
    vote(ada, other, FRIDAY)
    vote(grace, other, FRIDAY)
    merging.merge(one, other, FRIDAY)
    assert total(one) == [2]
    with pytest.raises(InputError, match="merged"):
        vote(grace, Paper.objects.get(pk=other.pk), FRIDAY)
    merging.unmerge(one, FRIDAY)
    assert total(one, other) == [1, 2]


def test_votes_go_with_their_reader(papers: list[Paper], ada: User, grace: User) -> None:
    vote(ada, papers[0], FRIDAY)
    vote(grace, papers[0], FRIDAY)
    ada.delete()
    assert total(papers[0]) == [1]


def test_inactive_user_cannot_vote(papers: list[Paper], ada: User) -> None:
    ada.is_active = False
    with pytest.raises(InputError, match="inactive"):
        vote(ada, papers[0], FRIDAY)


def test_tally_is_counted_again_from_the_votes(papers: list[Paper], ada: User) -> None:
    vote(ada, papers[0], FRIDAY)
    Tally.objects.update(votes=7)
    voting.count_again([papers[0].pk, papers[1].pk])
    assert total(*papers) == [1, 4, 0]


def test_version_changes_with_every_change_and_with_nothing_else(papers: list[Paper], ada: User) -> None:
    seen = [tally.version()]
    for change in (vote(ada, papers[0], FRIDAY), vote(ada, papers[0], FRIDAY), unvote(ada, papers[0])):
        del change
    seen.append(tally.version())
    assert seen == [0, 2]


def test_version_is_read_once_a_second(papers: list[Paper], ada: User) -> None:
    now = [100.0]
    elsewhere = tally.LatestVersion(clock=lambda: now[0])
    assert elsewhere() == 0
    vote(ada, papers[0], FRIDAY)
    now[0] += 0.5
    assert elsewhere() == 0
    now[0] += 0.6
    assert elsewhere() == 1
