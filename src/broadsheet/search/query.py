"""What a reader typed, understood. Nothing is an error: what is no operator is a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from broadsheet.search.filters import DATES, Condition, parse_day, understood

MAX_QUERY_CHARS = 20_000
"""A pasted abstract fits; what is longer is cut."""

TEXT_FROM_WORDS = 40
"""From this length on a query is a text, such as a pasted abstract: nothing in it is an operator."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
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
class Understood:
    """One piece of the query as it was read; `kind` is words, text, phrase, without or filter."""

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

    @property
    def meaning(self) -> str:
        """What is searched for: the words and phrases, without operators."""
        return " ".join((*self.words, *self.phrases))

    def narrowed(self, conditions: Iterable[Condition]) -> Query:
        """With these conditions too, each once."""
        return replace(self, conditions=tuple(dict.fromkeys((*self.conditions, *conditions))))

    @property
    def reading(self) -> tuple[Understood, ...]:
        """How the query was understood, for the reader to see."""
        words = f"papers like this text of {len(self.words)} words" if self.is_text else " ".join(self.words)
        pieces = [Understood("text" if self.is_text else "words", words)] if self.words else []
        pieces += [Understood("phrase", f"the exact phrase “{phrase}”") for phrase in self.phrases]
        pieces += [Understood("without", f"without “{text}”") for text in self.excluded]
        pieces += [Understood("filter", _say(condition)) for condition in self.conditions]
        return tuple(pieces)


def parse(text: str) -> Query:
    text = _clean(text)
    if len(text.split(None, TEXT_FROM_WORDS)) > TEXT_FROM_WORDS:
        return as_words(text, is_text=True)
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    conditions: list[Condition] = []
    for piece in _PIECE.finditer(text.translate(_QUOTES)):
        negated = piece["minus"] is not None
        name = (piece["name"] or "").lower()
        value = (piece["quoted"] or piece["value"] or "").strip()
        if name and understood(name, value):
            conditions.append(Condition(name, value, negated))
        elif piece["phrase"] is not None:
            _place(piece["phrase"].strip(), negated, excluded, phrases)
        else:
            _place(piece.group().lstrip("-−"), negated, excluded, words)
    return Query(text, tuple(words), tuple(phrases), tuple(excluded), tuple(conditions))


def as_words(text: str, is_text: bool = False) -> Query:
    """The same text with no operators in it."""
    text = _clean(text)
    return Query(text, tuple(word for word in text.split() if _LETTER.search(word)), is_text=is_text)


def _clean(text: str) -> str:
    """Without what no database or index takes: NUL and halves of characters."""
    return text[:MAX_QUERY_CHARS].replace("\0", " ").encode("utf-8", "ignore").decode()


def _place(text: str, negated: bool, excluded: list[str], wanted: list[str]) -> None:
    text = text.replace('"', " ").strip()
    if _LETTER.search(text):
        (excluded if negated else wanted).append(text)


def _say(condition: Condition) -> str:
    if condition.name in DATES:
        day = parse_day(condition.value)
        earlier = (condition.name == "before") != condition.negated
        return f"published before {day}" if earlier else f"published on {day} or later"
    if condition.name == "has":
        return "without code" if condition.negated else "with code"
    return f"{'not ' if condition.negated else ''}{condition.name}: {condition.value}"
