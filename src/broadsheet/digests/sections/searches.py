"""New papers that match the subscriber's saved searches: by their words, so that each is truly about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from broadsheet.digests.issue import LONGEST, Issue
from broadsheet.digests.sections.section import Pick, Picker, Question
from broadsheet.errors import InputError

PER_SEARCH = 10
DEPTH = 100
"""Results in which new papers are looked for."""
MAX_CHARS = 200


class Searches:
    slug = "searches"
    title = "Your searches"
    most = 6

    @property
    def asks(self) -> Question | None:
        return Question("Searches", "One a line, in the words of the search page.", _searchable)

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker:
        papers_for = _matches(issue, wanted)
        return lambda texts: _taking_turns(texts, papers_for)


def _matches(issue: Issue, texts: Collection[str]) -> dict[str, list[int]]:
    from broadsheet.search import indexing
    from broadsheet.search.facade import search
    from broadsheet.search.query.filters import Condition
    from broadsheet.search.query.request import Mode, SearchRequest

    if not texts:
        return {}
    indexing.catch_up()
    new = set(issue.papers)
    recent = (Condition("after", (issue.edition.day - 2 * LONGEST).isoformat()),)
    papers_for = {}
    for text in texts:
        request = SearchRequest(text, recent, mode=Mode.LEXICAL, limit=DEPTH)
        results = search(request.hits_only())
        papers_for[text] = [hit.paper_id for hit in results.hits if hit.paper_id in new][:PER_SEARCH]
    return papers_for


def _taking_turns(texts: tuple[str, ...], papers_for: dict[str, list[int]]) -> list[Pick]:
    """The best of each search, then the second of each, so that none crowds out the others."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for rank in range(PER_SEARCH):
        for text in texts:
            papers = papers_for.get(text, [])
            if rank < len(papers):
                reasons[papers[rank]].append(text)
    return [Pick(paper, f"Matches your search “{'” and “'.join(texts)}”") for paper, texts in reasons.items()]


def _searchable(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > MAX_CHARS:
        raise InputError(f"A search has 1 to {MAX_CHARS} characters", text)
    return text
