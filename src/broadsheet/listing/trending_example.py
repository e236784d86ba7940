"""The paper with which the formula of trending is worked through: one that somebody voted for or commented on."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadsheet.listing.selections.trending import trending_papers
from broadsheet.papers.counts import NONE, counts_of
from broadsheet.papers.models import Paper
from broadsheet.ranking import trending
from broadsheet.ranking.trending import Explanation

LOOKED_AT = 50
"""Of the papers that trend most: one vote outweighs four days of newness."""
INVENTED = trending.explanation(votes=20, comments=2, usual=7.0, age=timedelta(days=1))


def worked_example(now: datetime) -> tuple[Paper | None, Explanation]:
    """The highest paper that has counts; None and invented numbers where nobody voted."""
    top = list(trending_papers().select_related("primary_field")[:LOOKED_AT])
    counts = counts_of(top)
    paper = next((each for each in top if counts[each.id] != NONE), None)
    found = trending.explain(paper, now) if paper else None
    return (paper, found) if found else (None, INVENTED)
