from __future__ import annotations

import pytest
from tests.editions.calls import FRIDAY, at
from tests.papers.records import record

from broadsheet.editions.lead import By, Lead, lead_of
from broadsheet.editions.sections import Section
from broadsheet.papers.counts import Counts
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Identifier

pytestmark = pytest.mark.django_db
SECTIONS = [Section("Bandits", (1, 2, 3), central=3), Section("Graphs", (4,), central=4)]


def test_pick_of_the_editor_leads_before_all() -> None:
    assert lead_of([1, 2], {1}, {2: Counts(votes=9)}, {}, SECTIONS) == Lead(
        1, By.PICK, "Picked by the editor"
    )


def test_most_noticed_paper_leads_though_a_new_one_stands_above_it() -> None:
    lead = lead_of([1, 2], (), {1: Counts(), 2: Counts(1, 2)}, {}, SECTIONS)
    assert lead == Lead(2, By.SCORE, "The most noticed: 1 vote and 2 comments")


def test_without_votes_a_new_verdict_leads() -> None:
    take([prepare(record("Tested", "t", identifiers=(Identifier("ledger", "s1"),)))], now=at(FRIDAY))
    paper = Paper.objects.get().pk
    lead = lead_of([paper - 1, paper], (), {}, {"s1": "contradicted"}, SECTIONS)
    assert lead
    assert (lead.paper, lead.by) == (paper, By.VERDICT)
    assert "contradicted" in lead.says


def test_without_verdicts_the_centre_of_the_largest_topic_leads() -> None:
    lead = lead_of([1, 2, 3, 4], (), {}, {}, SECTIONS)
    assert lead == Lead(3, By.TOPIC, "The paper nearest to the centre of the day’s largest topic: Bandits")
    assert Lead.from_dict(lead.to_dict()) == lead


def test_of_fields_the_newest_leads() -> None:
    lead = lead_of([7, 8], (), {}, {}, [Section("Machine Learning", (7, 8))])
    assert lead == Lead(7, By.ORDER, "The newest paper")
    assert lead_of([], (), {}, {}, []) is None
