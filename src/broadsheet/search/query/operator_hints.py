"""Hints for near-operators: why `name:value` was read as words, and which operator could have been meant."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from broadsheet.search.query.filters import NAMES, RESOLVERS

_MEANT = {
    "author": "au aut auth authors by creator name people person writer",
    "field": "cat category categories subject subjects topic topics area class primary discipline cs",
    "source": "site feed origin collection db database from",
    "year": "yr years date day published pubdate publication time pub released",
    "after": "since newer from start min newerthan",
    "before": "until till to older end max olderthan",
    "has": "code is with github repo",
    "title": "ti intitle allintitle tit",
    "abstract": "abs ab summary",
    "text": "all any keyword keywords kw content body tag tags",
}
_GUESSES: dict[str, list[str]] = {}
for _name, _others in _MEANT.items():
    for _other in _others.split():
        _GUESSES.setdefault(_other, []).append(_name)
_PLAIN_WORDS = ("title", "abstract", "text")
"""Not operators here: words are sought in all of a paper."""
_TAKES = {
    "year": "a year or two, such as year:2024 or year:2020-2023",
    "after": "a day, a month or a year, such as after:2024-05",
    "before": "a day, a month or a year, such as before:2024-05",
    "has": "code alone: has:code",
}
_BOOLEAN = {
    "AND": "AND is no operator: papers that have all the words come first anyway",
    "OR": "OR is no operator: papers that have some of the words are found anyway",
    "NOT": "NOT is no operator: -word leaves a word out",
    "ANDNOT": "ANDNOT is no operator: -word leaves a word out",
}
_SCHEMES = frozenset(
    (
        "http",
        "https",
        "ftp",
        "urn",
        "info",
        "oai",
        "doi",
        "arxiv",
        "acl",
        "openreview",
        "pmid",
        "ledger",
        "isbn",
    )
)
"""What stands before the colon of an identifier or address."""
SHORT = 5
"""Letters up to which one may be wrong; two in a longer name."""
MAX_LETTERS = 16


def boolean_hint(word: str) -> str:
    return _BOOLEAN.get(word, "")


def operator_hint(name: str, value: str) -> str:
    """Why `name:value` was read as words, and what it could have meant; empty where it looks like no operator."""
    lower = name.lower()
    if lower in _SCHEMES or not name.isascii() or len(name) > MAX_LETTERS:
        return ""
    if lower in NAMES or lower in RESOLVERS:
        return _of_value(lower, value)
    if guesses := _guesses(lower):
        return f"“{name}:{value}” is read as words: {name}: is no operator. {_could_be(guesses, value)}"
    if not name.islower():
        return ""  # rather a title, such as AlphaZero:chess
    known = ", ".join(f"{each}:" for each in (*NAMES, *RESOLVERS))
    return f"“{name}:{value}” is read as words: {name}: is no operator; {known} are"


def _of_value(name: str, value: str) -> str:
    if not value:
        return f"“{name}:” is read as a word: what is sought follows without a space, as in {name}:…"
    known = (
        f"one of {', '.join(sorted(RESOLVERS[name].values))}"
        if name in RESOLVERS
        else _TAKES.get(name, "a name")
    )
    return f"“{name}:{value}” is read as words: {name}: takes {known}"


def _guesses(name: str) -> list[str]:
    if name in _PLAIN_WORDS:
        return [name]
    if name in _GUESSES:
        return _GUESSES[name]
    far = 1 if len(name) <= SHORT else 2
    known = [each for each in (*NAMES, *RESOLVERS, *_PLAIN_WORDS) if len(each) > 2 and each[0] == name[0]]
    distances = {each: OSA.distance(name, each) for each in known}
    nearest = min(distances.values(), default=far + 1)
    return [each for each, distance in distances.items() if distance == nearest <= far]


def _could_be(guesses: list[str], value: str) -> str:
    """`value` is short, since it has no spaces or is in quotes."""
    written = f'"{value}"' if " " in value else value
    operators = [
        f"{name}:{'code' if name == 'has' else written}" for name in guesses if name not in _PLAIN_WORDS
    ]
    if operators:
        return f"Did you mean {' or '.join(operators)}?"
    return f"Words are sought in title, abstract and names alike; “{value}” in quotes asks for a phrase"
