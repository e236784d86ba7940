"""Completions of what is typed: papers by title, authors, fields; values of an operator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from tantivy import Occur, Query

from broadsheet.papers.models import Field
from broadsheet.search.completion.entries import schema, words_of
from broadsheet.search.completion.reader import (
    CompletionView,
    Match,
    completion_home,
    completion_view,
    reader,
)
from broadsheet.search.engine.files import Damaged
from broadsheet.search.query.filters import NAMES, RESOLVERS

MAX_TYPED_CHARS = 200
MIN_CHARS = 2
TITLES, AUTHORS, FIELDS, VALUES = 5, 3, 2, 8
EXPANSIONS = 12
"""Words that a beginning may stand for where nothing stands before it, the most frequent."""
OVERSAMPLING = 6
"""Matches that are read, as a multiple of those shown, so that those that continue as typed come first."""
NAME_WORDS = 2
"""From this many whole words on it is rather a title than a name."""
_OPERATOR = re.compile(
    r'^(?P<before>(?:.*\s)?)(?P<minus>-?)(?P<name>[a-z]+):"?(?P<value>[^"]*)$', re.I | re.S
)
_CODES = ("code",)


@dataclass(frozen=True, slots=True)
class Completion:
    kind: str
    """title, author, field or filter."""
    label: str
    text: str
    """The whole query once this is taken."""
    note: str = ""


def complete(typed: str) -> list[Completion]:
    typed = typed[:MAX_TYPED_CHARS].lstrip()
    view = completion_view()
    if view is None or len(typed.strip()) < MIN_CHARS:
        return []
    try:
        return _completions(view, typed)
    except Damaged as error:
        reader(completion_home()).doubt(error)
        return []


def _completions(view: CompletionView, typed: str) -> list[Completion]:
    if (begun := _OPERATOR.match(typed)) and begun["name"].lower() in (*NAMES, *RESOLVERS):
        return _operator(view, begun)
    words, last = _split(typed)
    if not last:
        return []
    fields = [_field(code, name, f"field:{code}") for code, name in _fields(typed, FIELDS)]
    authors = [_author(match) for match in _names(view, words, last, AUTHORS)]
    titles = [Completion("title", match.label, match.label) for match in _titles(view, words, last, TITLES)]
    return [*fields, *authors, *titles] if len(words) < NAME_WORDS else [*fields, *titles, *authors]


def _operator(view: CompletionView, begun: re.Match[str]) -> list[Completion]:
    """`transformers author:lec` keeps what stands before."""
    name, value = begun["name"].lower(), begun["value"]
    before = f"{begun['before']}{begun['minus']}{name}:"
    if name == "author":
        names = _names(view, *_split(value), VALUES)
        return [Completion("author", each.label, f'{before}"{each.label}"', _papers(each)) for each in names]
    if name == "field":
        return [_field(code, title, f"{before}{code}") for code, title in _fields(value, VALUES)]
    known = sorted(RESOLVERS[name].values) if name in RESOLVERS else _CODES if name == "has" else ()
    return [
        Completion("filter", f"{name}:{each}", f"{before}{each}") for each in known if each.startswith(value)
    ]


def _split(typed: str) -> tuple[list[str], str]:
    """Whole words, and the one that is being typed; a blank at the end has ended it, and it may still grow."""
    words = words_of(typed)
    return words[:-1], words[-1] if words else ""


def _titles(view: CompletionView, words: Sequence[str], last: str, limit: int) -> list[Match]:
    """First titles that begin with the first word, then those that have the words anywhere."""
    if not words:
        matches = view.heaviest([_any("begin", view.words("begin", last, EXPANSIONS))], limit)
        return matches or view.heaviest([_any("title", view.words("title", last, EXPANSIONS))], limit)
    wanted = _wanted("title", words, last)
    matches = view.heaviest([_term("begin", words[0]), *wanted], limit * OVERSAMPLING)
    if len(matches) < limit:
        known = {each.label for each in matches}
        matches += [each for each in view.heaviest(wanted, limit) if each.label not in known]
    typed = [*words, last]
    return sorted(matches, key=lambda each: not _begins(each.label, typed))[:limit]


def _begins(title: str, typed: Sequence[str]) -> bool:
    """Word by word; the last word typed may be the beginning of one."""
    return " ".join(words_of(title)).startswith(" ".join(typed))


def _names(view: CompletionView, words: Sequence[str], last: str, limit: int) -> list[Match]:
    if not last or (not words and len(last) < MIN_CHARS):
        return []
    if not words:
        return view.heaviest([_any("name", view.words("name", last, EXPANSIONS))], limit)
    matches = view.heaviest(_wanted("name", words, last), limit * OVERSAMPLING)
    return [each for each in matches if any(word.startswith(last) for word in words_of(each.label))][:limit]


def _fields(typed: str, limit: int) -> list[tuple[str, str]]:
    typed = typed.strip()
    begins = Q(code__istartswith=typed) | Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
    return list(Field.objects.filter(begins).order_by("code").values_list("code", "name")[:limit])


def _field(code: str, name: str, text: str) -> Completion:
    return Completion("field", code, text, name if name != code else "")


def _author(match: Match) -> Completion:
    return Completion("author", match.label, f'author:"{match.label}"', _papers(match))


def _papers(match: Match) -> str:
    return f"{match.weight:,} paper{'' if match.weight == 1 else 's'}"


def _wanted(field: str, words: Sequence[str], last: str) -> list[Query]:
    """The words, and one with the last as its prefix, unless that is a single letter, which matches too much."""
    wanted = [_term(field, word) for word in words]
    if len(last) >= MIN_CHARS:
        begun = Query.fuzzy_term_query(schema(), field, last, 0, True, True)
        wanted.append(Query.const_score_query(begun, 0.0))
    return wanted


def _any(field: str, words: Sequence[tuple[str, int]]) -> Query:
    return Query.boolean_query([(Occur.Should, _term(field, word)) for word, _ in words])


def _term(field: str, word: str) -> Query:
    return Query.term_query(schema(), field, word)
