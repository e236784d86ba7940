"""The papers of each kind of list, for whatever shows it: page, JSON, feed, citation, Markdown, tool.

A name in an address that nothing has is answered by Http404, which says what there is not.
"""

from broadsheet.listing.selections.authors import author
from broadsheet.listing.selections.editions import day, front, month, week
from broadsheet.listing.selections.fields import field
from broadsheet.listing.selections.paper_lists import paper_list
from broadsheet.listing.selections.searches import newest_matches, ranked_matches
from broadsheet.listing.selections.selection import FEED_SIZE, LONGEST_LIST, Selection
from broadsheet.listing.selections.trending import trending

__all__ = [
    "FEED_SIZE",
    "LONGEST_LIST",
    "Selection",
    "author",
    "day",
    "field",
    "front",
    "month",
    "newest_matches",
    "paper_list",
    "ranked_matches",
    "trending",
    "week",
]
