"""What an arXiv-style query asks for, and which papers answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import QueryDict

from broadsheet.api.atom import language
from broadsheet.api.atom.errors import QueryError
from broadsheet.api.atom.matching import matching
from broadsheet.papers.identifiers import identify
from broadsheet.papers.models import Identifier, Paper
from broadsheet.search.engine.interface import LexicalView
from broadsheet.search.query import compiler
from broadsheet.search.query.expressions import Expression
from broadsheet.search.views import answering_view

MOST_AT_ONCE = 2_000
DEEPEST = 30_000
MOST_IDS = 500
MAX_QUERY_CHARS = 5_000
SORTED_EXACTLY = 50_000
"""More matches than this are put in order by their day alone."""
SORTS = ("relevance", "lastUpdatedDate", "submittedDate")
ORDERS = ("descending", "ascending")
_VERSION = re.compile(r"v\d+$")
_NUMBER = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Za-z-]+)?/\d{7})(v\d+)?")
CHUNK = 5_000


@dataclass(frozen=True)
class Question:
    query: str
    ids: tuple[str, ...]
    """arXiv numbers without version."""
    start: int
    limit: int
    sort: str
    ascending: bool


@dataclass(frozen=True)
class Found:
    papers: Sequence[int]
    total: int


def read(parameters: QueryDict) -> Question:
    query = parameters.get("search_query", "").strip()
    if len(query) > MAX_QUERY_CHARS:
        raise QueryError(f"A query has at most {MAX_QUERY_CHARS} characters", len(query))
    question = Question(
        query=query,
        ids=_ids(parameters.get("id_list", "")),
        start=_number(parameters, "start", 0),
        limit=_number(parameters, "max_results", 10),
        sort=_choice(parameters, "sortBy", SORTS),
        ascending=_choice(parameters, "sortOrder", ORDERS) == "ascending",
    )
    if question.limit > MOST_AT_ONCE:
        raise QueryError(f"max_results is at most {MOST_AT_ONCE}", question.limit)
    if question.start + question.limit > DEEPEST:
        raise QueryError(
            f"start and max_results are together at most {DEEPEST}", question.start + question.limit
        )
    return question


def find(question: Question) -> Found:
    listed = _papers_of(question.ids)
    if not question.query:
        return Found(listed[question.start : question.start + question.limit], len(listed))
    node = language.parse(question.query)
    if node is None or (question.ids and not listed):
        return Found((), 0)
    view = answering_view()
    query = matching(node)
    if listed:
        query = compiler.constrained(query, [compiler.Clause(compiler.among(listed))])
    return _sorted(view, query, question)


def _sorted(view: LexicalView, query: Expression, question: Question) -> Found:
    total, end = view.count(query), question.start + question.limit
    if question.start >= total or not question.limit:
        return Found((), total)
    if question.sort == "relevance":
        if question.ascending and total > SORTED_EXACTLY:
            raise QueryError(f"The least relevant first, of at most {SORTED_EXACTLY} matches", total)
        ids = view.top(query, total if question.ascending else end).ids.tolist()
        return Found((ids[::-1] if question.ascending else ids)[question.start : end], total)
    if total > SORTED_EXACTLY:
        return Found(_by_day(view, query, question, total), total)
    ids = view.ids(query, total).tolist()
    return Found(_by_moment(ids, question)[question.start : end], total)


def _by_day(view: LexicalView, query: Expression, question: Question, total: int) -> list[int]:
    if not question.ascending:
        return view.by_day(query, question.limit, question.start)
    size = min(question.limit, total - question.start)
    return view.by_day(query, size, total - question.start - size)[::-1]


def _by_moment(ids: Sequence[int], question: Question) -> list[int]:
    column = "updated" if question.sort == "lastUpdatedDate" else "published"
    moments: dict[int, datetime] = {}
    for start in range(0, len(ids), CHUNK):
        rows = Paper.objects.filter(id__in=ids[start : start + CHUNK])
        for paper_id, moment, published, seen in rows.values_list("id", column, "published", "first_seen"):
            moments[paper_id] = moment or published or seen
    never = datetime(1, 1, 1, tzinfo=UTC)
    return sorted(ids, key=lambda each: (moments.get(each, never), each), reverse=not question.ascending)


def _papers_of(numbers: Sequence[str]) -> list[int]:
    rows = Identifier.objects.filter(scheme="arxiv", value__in=numbers).values_list("value", "paper_id")
    papers = dict(rows)
    return list(dict.fromkeys(papers[number] for number in numbers if number in papers))


def _ids(text: str) -> tuple[str, ...]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    if len(given) > MOST_IDS:
        raise QueryError(f"id_list has at most {MOST_IDS} identifiers", len(given))
    return tuple(map(_arxiv_number, given))


def _arxiv_number(text: str) -> str:
    """As printed anywhere; a number that arXiv cannot have given is one that no paper has."""
    named = identify(text)
    if named and named.scheme == "arxiv":
        return named.value
    if not _NUMBER.fullmatch(text):
        raise QueryError("incorrect id format", text)
    return _VERSION.sub("", text)


def _number(parameters: QueryDict, name: str, default: int) -> int:
    text = parameters.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise QueryError(f"{name} must be an integer of 0 or more", text)
    return int(text)


def _choice(parameters: QueryDict, name: str, values: Sequence[str]) -> str:
    text = parameters.get(name, "") or values[0]
    if text not in values:
        raise QueryError(f"{name} must be in: {', '.join(values)}", text)
    return text
