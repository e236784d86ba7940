"""The editor's picks stand first; what is picked too late is a correction."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from tests.editions.calls import FRIDAY, NEXT_MONDAY, SATURDAY, at, listed, published

from broadsheet.cli.root import root
from broadsheet.editions import compose, corrections, picks, reading
from broadsheet.editions.freeze import freeze
from broadsheet.errors import InputError
from broadsheet.papers.models import Paper
from broadsheet.papers.record import Status

pytestmark = pytest.mark.django_db
EARLY, LATE = at(FRIDAY, 5), at(FRIDAY, 9)


def paper(title: str) -> Paper:
    return Paper.objects.get(title=title)


def order() -> list[str]:
    return [each.title for each in reading.edition_of(FRIDAY).papers]


@pytest.fixture(autouse=True)
def _three_papers() -> None:
    listed("Loud", FRIDAY, votes=90)
    listed("Middling", FRIDAY, votes=9)
    listed("Quiet", FRIDAY)


def test_picks_stand_first_in_the_order_in_which_they_were_picked() -> None:
    picks.pick(paper("Quiet"), FRIDAY, "", EARLY)
    picks.pick(paper("Middling"), FRIDAY, "", EARLY)
    assert order() == ["Quiet", "Middling", "Loud"]


def test_frozen_edition_keeps_its_picks_and_their_reasons() -> None:
    picks.pick(paper("Quiet"), FRIDAY, "Read the proof", EARLY)
    freeze(FRIDAY, at(FRIDAY))
    picks.remove(paper("Quiet"), FRIDAY, LATE)
    assert order() == ["Quiet", "Loud", "Middling"]
    assert reading.edition_of(FRIDAY).picks == {paper("Quiet").pk: "Read the proof"}


def test_pick_that_is_taken_back_in_time_leaves_no_trace() -> None:
    picks.pick(paper("Quiet"), FRIDAY, "", EARLY)
    picks.remove(paper("Quiet"), FRIDAY, EARLY)
    edition = freeze(FRIDAY, at(FRIDAY))
    assert order() == ["Loud", "Middling", "Quiet"]
    assert corrections.since_printed(edition) == {}


def test_late_pick_is_a_correction_and_changes_no_order() -> None:
    edition = freeze(FRIDAY, at(FRIDAY))
    picks.pick(paper("Quiet"), FRIDAY, "Overlooked", LATE)
    assert order() == ["Loud", "Middling", "Quiet"]
    (said,) = corrections.since_printed(edition)[paper("Quiet").pk]
    assert (said.says, said.at) == ("The editor picked it after it was printed: Overlooked", LATE)


def test_printed_pick_that_is_taken_back_is_a_correction() -> None:
    picks.pick(paper("Quiet"), FRIDAY, "", EARLY)
    edition = freeze(FRIDAY, at(FRIDAY))
    picks.remove(paper("Quiet"), FRIDAY, LATE)
    (said,) = corrections.since_printed(edition)[paper("Quiet").pk]
    assert said.says == "No longer an editor’s pick"


def test_frozen_edition_takes_in_no_other_paper() -> None:
    freeze(FRIDAY, at(FRIDAY))
    published("New", FRIDAY, seen=LATE)
    with pytest.raises(InputError, match="Pick it for 2026-11-23"):
        picks.pick(paper("New"), FRIDAY, "", LATE)


def test_paper_of_another_day_can_be_picked() -> None:
    published("Old", FRIDAY.replace(month=3))
    picks.pick(paper("Old"), FRIDAY, "", EARLY)
    assert order()[0] == "Old"


def test_picked_paper_that_is_withdrawn_is_not_printed() -> None:
    published("Wrong", FRIDAY)
    picks.pick(paper("Wrong"), FRIDAY, "", EARLY)
    published("Wrong", FRIDAY, status=Status.WITHDRAWN)
    assert "Wrong" not in order()


def test_edition_is_no_longer_for_its_picks() -> None:
    for n in range(compose.CAP + 5):
        listed(f"Paper {n}", FRIDAY, votes=n + 100)
    picks.pick(paper("Quiet"), FRIDAY, "", EARLY)
    assert len(order()) == compose.CAP
    assert order()[0] == "Quiet"


@pytest.mark.parametrize("day", [SATURDAY])
def test_day_without_an_edition_has_no_picks(day: object) -> None:
    with pytest.raises(InputError, match="no edition on this day"):
        picks.pick(paper("Quiet"), SATURDAY, "", EARLY)


def test_next_day_is_the_first_that_is_not_frozen() -> None:
    assert picks.next_day(EARLY) == FRIDAY
    freeze(FRIDAY, at(FRIDAY))
    assert picks.next_day(LATE) == NEXT_MONDAY


def test_command_picks_for_a_day_and_takes_back() -> None:
    name = paper("Quiet").public_id
    told = CliRunner().invoke(root, ["edition", "pick", name, "--day", "2026-11-20", "--note", "Read it"])
    assert told.exit_code == 0, told.output
    assert order()[0] == "Quiet"
    back = CliRunner().invoke(root, ["edition", "pick", name, "--day", "2026-11-20", "--remove"])
    assert back.exit_code == 0, back.output
    assert order()[0] == "Loud"
