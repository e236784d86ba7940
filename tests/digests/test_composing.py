from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.digests.calls import FRIDAY, THURSDAY, edition, paper

from broadsheet.claims.models import Claim
from broadsheet.digests import sections
from broadsheet.digests.composing import ALONE, MOST_PAPERS, Composer, Digest, Wishes
from broadsheet.digests.issue import Issue
from broadsheet.digests.sections import Pick
from broadsheet.digests.sections.section import Picker, Question
from broadsheet.editions import picks
from broadsheet.papers.models import Paper
from broadsheet.papers.record import Identifier, Status

pytestmark = pytest.mark.django_db


def compose(left_out: tuple[str, ...] = (), **asked: tuple[str, ...]) -> Digest:
    wishes = Wishes(tuple(asked.items()), frozenset(left_out))
    return Composer.reading(Issue(edition(), THURSDAY), [wishes]).compose(wishes)


def printed(digest: Digest) -> dict[str, list[str]]:
    titles = dict(Paper.objects.values_list("id", "title"))
    return {part.slug: [titles[pick.paper] for pick in part.picks] for part in digest.parts}


def reasons(digest: Digest) -> dict[str, str]:
    titles = dict(Paper.objects.values_list("id", "title"))
    return {titles[pick.paper]: pick.why for part in digest.parts for pick in part.picks}


def test_reader_without_wishes_gets_what_is_trending() -> None:
    paper("Little noticed", votes=1)
    paper("Much noticed", votes=90)
    digest = compose()
    assert printed(digest) == {"trending": ["Much noticed", "Little noticed"]}
    assert reasons(digest)["Much noticed"] == "No. 1 of 2 in this edition"


def test_fields_are_followed_under_any_of_their_papers_fields() -> None:
    paper("First of it", fields=("cs.LG", "stat.ML"))
    paper("Also of it", fields=("math.ST", "stat.ML"))
    paper("Of another", fields=("cs.CV",))
    digest = compose(("trending",), fields=("stat.ML",))
    assert set(printed(digest)["fields"]) == {"First of it", "Also of it"}
    assert reasons(digest)["Also of it"] == "In stat.ML, which you follow"


def test_followed_author_is_found_however_the_name_is_printed() -> None:
    paper("By her", names=("Kurt Gödel", "E. Noether"))
    paper("By her brother", names=("Fritz Noether",))
    digest = compose(("trending",), authors=("Emmy Noether",))
    assert printed(digest) == {"authors": ["By her"]}
    assert reasons(digest)["By her"] == "By Emmy Noether, whom you follow"


def test_saved_search_finds_only_papers_of_the_issue() -> None:
    paper("Optimal transport of old", THURSDAY)
    edition(THURSDAY)
    paper("Optimal transport of today")
    paper("Bandits of today")
    digest = compose(("trending",), searches=("optimal transport",))
    assert printed(digest) == {"searches": ["Optimal transport of today"]}


def test_paper_is_printed_once_with_every_reason() -> None:
    paper("By her", names=("Emmy Noether",), fields=("math.RA",))
    digest = compose(fields=("math.RA",), authors=("Emmy Noether",))
    assert printed(digest) == {"trending": ["By her"]}
    assert (
        reasons(digest)["By her"]
        == "No. 1 of 1 in this edition · In math.RA, which you follow · By Emmy Noether, whom you follow"
    )


def test_digest_is_never_too_long() -> None:
    for n in range(ALONE + 1):
        paper(f"Paper {n}", names=("Emmy Noether",), fields=("math.RA",))
    assert len(compose().papers) == ALONE
    for n in range(30):
        paper(f"More {n}", names=("Emmy Noether",), fields=("math.RA", "math.NT"))
    digest = compose(fields=("math.RA", "math.NT"), authors=("Emmy Noether",))
    assert len(digest.papers) == len(set(digest.papers)) <= MOST_PAPERS


def test_withdrawn_paper_is_left_out() -> None:
    kept, gone = paper("Kept"), paper("Withdrawn since")
    issue = Issue(edition(), THURSDAY)
    Paper.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN.value)
    assert Composer.reading(issue, [Wishes()]).compose(Wishes()).papers == [kept.pk]


def test_several_editions_make_one_digest() -> None:
    paper("Of Thursday", THURSDAY, votes=3)
    edition(THURSDAY)
    paper("Of Friday", FRIDAY, votes=50)
    issue = Issue(edition(FRIDAY), THURSDAY.replace(day=13))
    digest = Composer.reading(issue, [Wishes()]).compose(Wishes())
    assert printed(digest) == {"trending": ["Of Friday", "Of Thursday"]}


def test_nothing_wanted_is_nothing_to_say() -> None:
    paper("Anything")
    assert compose(("trending",), authors=("Emmy Noether",)).parts == ()


def test_composition_is_the_same_when_read_again() -> None:
    paper("By her", names=("Emmy Noether",))
    digest = compose(authors=("Emmy Noether",))
    assert Digest.from_json(digest.as_json()) == digest


class Voted:
    """What a later section will be: papers for one account."""

    slug, title, most = "voted", "Like what you voted for", 3
    asks: Question | None = None

    def read(self, issue: Issue, wanted: object) -> Picker:
        return lambda accounts: [Pick(issue.printed[-1], f"For {account}") for account in accounts]


def test_section_joins_by_being_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_SECTIONS", list(sections.all_sections()))
    sections.register(Voted(), before="trending")
    sections.register(Voted())
    paper("Much noticed", votes=9)
    paper("Little noticed")
    assert printed(compose(voted=("7",))) == {"voted": ["Little noticed"], "trending": ["Much noticed"]}


def test_new_verdicts_are_told_once_they_are_reached() -> None:
    tested = paper("Tested", identifiers=(Identifier("ledger", "s001"),))
    reached = datetime(2026, 11, 20, 3, tzinfo=UTC)
    Claim.objects.create(
        ledger_id="s001",
        title="Tested",
        sentence="It is better.",
        verdict="contradicted",
        verdict_since=reached,
    )
    (part,) = compose(("trending",)).parts
    assert part.picks == (Pick(tested.pk, "Its claim was tested: contradicted", "s001"),)


def test_editors_pick_says_so() -> None:
    paper("Loud", votes=9)
    quiet = paper("Quiet")
    picks.pick(quiet, FRIDAY, "Read the proof", datetime(2026, 11, 20, 3, tzinfo=UTC))
    said = reasons(compose())
    assert list(said) == ["Quiet", "Loud"]
    assert said["Quiet"] == "Editor’s pick: Read the proof · No. 1 of 2 in this edition"
