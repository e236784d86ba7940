"""arXiv's query language: `ti:"graph networks" AND (au:del_maestro OR cat:cs.LG) ANDNOT abs:survey`.

Words side by side are alternatives; AND and ANDNOT bind closer than OR. A parser of our own, because none of the
packaged ones (of Lucene's language) knows ANDNOT or takes a title that was pasted with its colon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from broadsheet.api.atom.errors import QueryError

FIELDS = ("ti", "au", "abs", "cat", "id", "all", "submittedDate")
ELSEWHERE = {
    "co": "comments",
    "jr": "journal references",
    "rn": "report numbers",
    "lastUpdatedDate": "updates",
}
MAX_TERMS = 100
MAX_DEPTH = 20
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<operator>AND\s+NOT|ANDNOT|AND|OR)(?=[\s()]|$)
      | (?:(?P<field>[A-Za-z]+):)?
        (?: "(?P<phrase>[^"]*)"? | \[(?P<range>[^\]]*)\]? | (?P<word>(?![\[(])[^\s()"]+) | (?P<group>(?=\()) )
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    field: str
    text: str
    is_phrase: bool = False


@dataclass(frozen=True)
class Either:
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Both:
    wanted: tuple[Node, ...]
    unwanted: tuple[Node, ...] = ()


Node: TypeAlias = Term | Either | Both


def parse(text: str) -> Node | None:
    """None for a query of nothing."""
    parser = _Parser(_tokens(text))
    node = parser.either("all")
    if parser.at < len(parser.tokens):
        raise QueryError("Brackets open before they close", text)
    return node


Token: TypeAlias = tuple[str, str, str]
"""(kind, field, text)"""


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise QueryError(
                "A query is words, phrases in quotes, fields, AND, OR, ANDNOT and brackets", text[at:]
            )
        at = match.end()
        tokens.append(_token(match))
    if sum(kind in ("word", "phrase", "range") for kind, _, _ in tokens) > MAX_TERMS:
        raise QueryError(f"A query has at most {MAX_TERMS} words")
    return tokens


def _token(match: re.Match[str]) -> Token:
    kind = next(name for name in match.groupdict() if name != "field" and match[name] is not None)
    field, text = match["field"] or "", match[kind]
    if field in ELSEWHERE:
        raise QueryError(f"{ELSEWHERE[field].capitalize()} are not searchable here", f"{field}:{text}")
    if field and field not in FIELDS:
        # A word with a colon in it, such as the beginning of a pasted title.
        return kind, "", f"{field}:{text}" if kind == "word" else text
    return kind, field, text


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def either(self, field: str) -> Node | None:
        nodes = [self.both(field)]
        while self.at < len(self.tokens) and self.tokens[self.at][0] != "close":
            if self._next_is("OR"):
                self.at += 1
            nodes.append(self.both(field))
        found = tuple(node for node in nodes if node is not None)
        return found[0] if len(found) == 1 else Either(found) if found else None

    def both(self, field: str) -> Node | None:
        first = self.single(field)
        wanted: list[Node] = [first] if first else []
        unwanted: list[Node] = []
        while self._next_is("AND") or self._next_is("ANDNOT"):
            negative = self._next_is("ANDNOT")
            self.at += 1
            node = self.single(field)
            if node is None:
                raise QueryError("AND, OR and ANDNOT stand between two terms")
            (unwanted if negative else wanted).append(node)
        if unwanted and not wanted:
            raise QueryError("ANDNOT takes away from something")
        if len(wanted) == 1 and not unwanted:
            return wanted[0]
        return Both(tuple(wanted), tuple(unwanted)) if wanted else None

    def single(self, field: str) -> Node | None:
        if self.at >= len(self.tokens):
            return None
        kind, own, text = self.tokens[self.at]
        if kind in ("operator", "close"):
            raise QueryError("AND, OR and ANDNOT stand between two terms", text)
        self.at += 1
        if kind == "group":
            return self._bracketed(own)
        if kind == "open":
            self.at -= 1
            return self._bracketed(field)
        if kind == "range":
            return Term(own or field, text, True)
        return Term(own or field, text, kind == "phrase")

    def _bracketed(self, field: str) -> Node | None:
        self.at, self.depth = self.at + 1, self.depth + 1
        if self.depth > MAX_DEPTH:
            raise QueryError(f"Brackets stand at most {MAX_DEPTH} deep")
        node = self.either(field)
        if self.at >= len(self.tokens):
            raise QueryError("Every bracket is closed")
        self.at, self.depth = self.at + 1, self.depth - 1
        return node

    def _next_is(self, operator: str) -> bool:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "operator":
            return False
        return "".join(self.tokens[self.at][2].split()) == operator
