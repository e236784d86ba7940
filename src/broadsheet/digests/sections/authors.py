"""New papers by the authors whom the subscriber follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from broadsheet.digests.issue import Issue
from broadsheet.digests.sections.section import Pick, Picker, Question
from broadsheet.errors import InputError
from broadsheet.papers.models import Authorship
from broadsheet.papers.names import name_keys, same_author, surname_key

CHUNK = 900


class Authors:
    slug = "authors"
    title = "Authors you follow"
    most = 5

    @property
    def asks(self) -> Question | None:
        return Question("Authors", "One name a line, such as Ada Lovelace.", _name)

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker:
        papers = issue.papers if wanted else ()
        order = {paper: rank for rank, paper in enumerate(papers)}
        followed = _Followed(wanted)
        papers_by: dict[str, list[int]] = defaultdict(list)
        for start in range(0, len(papers), CHUNK):
            rows = Authorship.objects.filter(paper_id__in=papers[start : start + CHUNK])
            for paper, printed in rows.values_list("paper_id", "author__name"):
                for name in followed.by(printed):
                    papers_by[name].append(paper)
        return lambda names: _merged(names, papers_by, order)


class _Followed:
    """Which of the wanted names a printed one may be; each printed name is compared once."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for name in wanted:
            for key in name_keys(name):
                self._by_key[key].append(name)
        self._known: dict[str, list[str]] = {}

    def by(self, printed: str) -> list[str]:
        if printed not in self._known:
            alike = dict.fromkeys(name for key in name_keys(printed) for name in self._by_key.get(key, ()))
            self._known[printed] = [name for name in alike if same_author(name, printed)]
        return self._known[printed]


def _merged(names: tuple[str, ...], papers_by: dict[str, list[int]], order: dict[int, int]) -> list[Pick]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for name in names:
        for paper in dict.fromkeys(papers_by.get(name, ())):
            reasons[paper].append(name)
    papers = sorted(reasons, key=order.__getitem__)
    return [Pick(paper, f"By {' and '.join(reasons[paper])}, whom you follow") for paper in papers]


def _name(text: str) -> str:
    text = " ".join(text.split())
    if not 3 <= len(text) <= 100 or not surname_key(text):
        raise InputError("An author is named as in print", text, "Such as Ada Lovelace.")
    return text
