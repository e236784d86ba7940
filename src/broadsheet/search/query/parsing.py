"""The query language: parse what was typed. Nothing is an error: what is no operator is a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from broadsheet.search.documents.normal_text import readable
from broadsheet.search.query import operator_hints
from broadsheet.search.query.filters import (
    DATES,
    NAMES,
    RESOLVERS,
    Condition,
    parse_day,
    parse_years,
    understood,
)

MAX_QUERY_CHARS = 20_000
"""A pasted abstract fits; what is longer is cut."""

TEXT_FROM_WORDS = 40
"""From this length on a query is a text, such as a pasted abstract: nothing in it is an operator."""

MAX_QUOTED_CHARS = 60
"""Of what was typed, as a remark quotes it."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"') | {"：": ":", "－": "-"})
_PIECE = re.compile(
    r"""(?P<minus>[-−](?=\S))?
        (?: (?P<name>[^\W\d_]+):(?:"(?P<quoted>[^"]*)"(?!\w)|(?P<value>[^\s"]+))
          | "(?P<phrase>[^"]*)"
          | (?P<word>\S+)
        )""",
    re.X,
)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of the query as it was parsed; `kind` is words, text, phrase, without, filter or remark: of what is
    no operator, or of a query that says nothing."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    """As typed."""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    """Words and phrases that a result must not contain."""
    conditions: tuple[Condition, ...] = ()
    is_text: bool = False
    remarks: tuple[str, ...] = ()
    """What looked like operators and was read as words, each with what it could have meant."""

    @property
    def meaning(self) -> str:
        """What is searched for: the words and phrases, without operators."""
        return " ".join((*self.words, *self.phrases))

    @property
    def as_void(self) -> Query:
        """The query without words, with a remark that nothing in it can be searched for."""
        typed = self.text.strip()[:MAX_QUOTED_CHARS]
        remark = f"Nothing in “{typed}” can be searched for: a word has letters or digits"
        return replace(self, words=(), phrases=(), excluded=(), remarks=(remark,))

    def narrowed(self, conditions: Iterable[Condition]) -> Query:
        """With these conditions too, each once."""
        return replace(self, conditions=tuple(dict.fromkeys((*self.conditions, *conditions))))

    @property
    def reading(self) -> tuple[QueryPart, ...]:
        """How the query was parsed, to be shown beside the results."""
        words = f"papers like this text of {len(self.words)} words" if self.is_text else " ".join(self.words)
        pieces = [QueryPart("text" if self.is_text else "words", words)] if self.words else []
        pieces += [QueryPart("phrase", f"the exact phrase “{phrase}”") for phrase in self.phrases]
        pieces += [QueryPart("without", f"without “{text}”") for text in self.excluded]
        pieces += [QueryPart("filter", _description(condition)) for condition in self.conditions]
        pieces += [QueryPart("remark", remark) for remark in self.remarks]
        return tuple(pieces)


def parse(text: str) -> Query:
    text = _clean(text)
    if len(text.split(None, TEXT_FROM_WORDS)) > TEXT_FROM_WORDS:
        return as_words(text, is_text=True)
    pieces = _Pieces()
    for piece in _PIECE.finditer(readable(text).translate(_QUOTES)):
        pieces.add(piece)
    return Query(
        text,
        tuple(pieces.words),
        tuple(pieces.phrases),
        tuple(pieces.excluded),
        tuple(pieces.conditions),
        remarks=tuple(dict.fromkeys(pieces.remarks)),
    )


@dataclass
class _Pieces:
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, piece: re.Match[str]) -> None:
        negated = piece["minus"] is not None
        name = piece["name"] or ""
        value = (piece["quoted"] or piece["value"] or "").strip()
        if name and understood(name.lower(), value):
            self.conditions.append(Condition(name.lower(), value, negated))
        elif piece["phrase"] is not None:
            self._place(piece["phrase"].strip(), negated, self.phrases)
        else:
            self._place(piece.group().lstrip("-−"), negated, self.words)
            self._remark(name, value, piece.group())

    def _remark(self, name: str, value: str, word: str) -> None:
        if word[-1:] == ":" and word[:-1].lower() in (*NAMES, *RESOLVERS):
            name, value = word[:-1], ""  # `author: LeCun`
        hint = (
            operator_hints.operator_hint(name, value[:MAX_QUOTED_CHARS])
            if name
            else operator_hints.boolean_hint(word)
        )
        if hint:
            self.remarks.append(hint)

    def _place(self, text: str, negated: bool, wanted: list[str]) -> None:
        text = text.replace('"', " ").strip()
        if _LETTER.search(text):
            (self.excluded if negated else wanted).append(text)


def as_words(text: str, is_text: bool = False) -> Query:
    """The same text with no operators in it."""
    text = _clean(text)
    return Query(
        text, tuple(word for word in readable(text).split() if _LETTER.search(word)), is_text=is_text
    )


def _clean(text: str) -> str:
    """Without what no database or index takes: NUL and halves of characters."""
    return text[:MAX_QUERY_CHARS].replace("\0", " ").encode("utf-8", "ignore").decode()


def _description(condition: Condition) -> str:
    if condition.name == "year" and (years := parse_years(condition.value)):
        span = f"in {years[0]}" if years[0] == years[1] else f"from {years[0]} to {years[1]}"
        return f"{'not ' if condition.negated else ''}published {span}"
    if condition.name in DATES:
        day = parse_day(condition.value)
        earlier = (condition.name == "before") != condition.negated
        return f"published before {day}" if earlier else f"published on {day} or later"
    if condition.name == "has":
        return "without code" if condition.negated else "with code"
    return f"{'not ' if condition.negated else ''}{condition.name}: {condition.value}"
