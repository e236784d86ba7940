"""What of a sentence tells whether it states a finding: its place, its length, and its words, alone, in pairs and by
class. Every feature adds up over the words of a sentence, so that a model of them is a table of weights."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(\s?\\?%)?")
_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|[#%?]")
SHORT = 8
"""Words below which a sentence rarely states anything."""

CLASSES: dict[str, str] = {
    "better": "outperform* surpass* exceed* improv* boost* enhanc* reduc* gain* achiev* attain* increas* superior* better best "
    "state-of-the-art sota competitive comparable match* beat* faster fewer higher lower",
    "compared": "than over compared relative versus baseline*",
    "evidence": "demonstrat* validat* confirm* verif* reveal* indicat* suggest* exhibit* show* shown finding* result*",
    "experiment": "experiment* empiric* evaluat* benchmark* across dataset* extensive comprehensive",
    "degree": "significant* substantial* consistent* dramatic* notabl* remarkabl* considerabl*",
    "theory": "bound* guarantee* converge* regret complexity rate* theoretical* proof* prov*",
    "value": "effective* efficacy superiority advantage* benefit*",
    "trouble": "suffer* lack* limited challeng* fail* struggle* unclear remain*",
    "earlier": "recent* existing prior previous* often widely typically commonly usually",
    "resource": "code available github http https release* open-source* video* repository",
    "outlook": "hope future pave* direction* potential implication* insight* underscore* highlight* opportunit*",
    "part": "framework* module* component* consist* comprise* objective* loss* stage* mechanism*",
    "effect": "enabl* allow* lead* result*",
    "cause": "because due since arise* stem*",
}
"""Words of a class; a star stands for any ending."""
PAIRS: dict[str, tuple[str, str]] = {
    "authors find": (
        "we our results experiments findings analysis evaluations analyses",
        "show* find* found prov* demonstrate* observe* establish* conclude* confirm* verif* discover* uncover* reveal* "
        "identif* indicate* suggest* finding* result* analys* experiment* evaluation*",
    ),
    "authors propose": (
        "we paper work study article here",
        "propose* introduc* present* develop* design* consider* investigat* stud* address* formulat* describ* "
        "explor* revisit* review* aim* us* appl* provide*",
    ),
}
"""A word of the first kind with a word of the second after it; adverbs between them do not count."""
OPENINGS: dict[str, str] = {
    "but": "however despite while although unfortunately yet nevertheless nonetheless",
    "step": "specifically first then next to by given instead finally in",
    "also": "moreover furthermore additionally notably also besides remarkably surprisingly interestingly empirically",
}


def features(sentences: Sequence[str]) -> list[dict[str, float]]:
    """Of each sentence of an abstract, by name."""
    last = len(sentences) - 1
    return [place_features(at, last) | _word_features(text) for at, text in enumerate(sentences)]


@lru_cache(maxsize=4096)
def place_features(at: int, last: int) -> dict[str, float]:
    share = at / max(last, 1)
    named = {"at share": share, "at share squared": share * share}
    if at < 2:
        named[f"at {at}"] = 1.0
    if last - at < 3:
        named[f"at -{last - at + 1}"] = 1.0
    return named


def size_features(tokens: Sequence[str]) -> dict[str, float]:
    size = log(max(len(tokens), 1))
    return {"size log": size, "size log squared": size * size, "size short": float(len(tokens) < SHORT)}


def _word_features(text: str) -> dict[str, float]:
    tokens = tokens_of(text)
    names = [*opening_names(tokens), *tokens]
    names += (name for token in tokens for name in class_names(token))
    for first, second in pairs_of(tokens):
        names += (f"{first} {second}", *pair_names(first, second))
    return size_features(tokens) | Counter(names)


def tokens_of(text: str) -> list[str]:
    """Words in lower case; `#` is a number, `%` a percentage."""
    return _TOKEN.findall(_NUMBER.sub(_number, text.lower()))


def pairs_of(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    plain = [token for token in tokens if not token.endswith("ly")]
    return pairwise(plain)


def opening_names(tokens: Sequence[str]) -> list[str]:
    if not tokens:
        return []
    return [
        f"begins {tokens[0]}",
        *(f"<{name}>" for name, words in OPENINGS.items() if tokens[0] in words.split()),
    ]


def class_names(token: str) -> tuple[str, ...]:
    return _CLASSES.names(token)


def pair_names(first: str, second: str) -> tuple[str, ...]:
    if first not in PAIR_STARTS:
        return ()
    following = _PAIR_ENDS.names(second)
    return tuple(name for name in _PAIR_BEGINS.names(first) if name in following)


def _number(match: re.Match[str]) -> str:
    return " % " if match[1] else " # "


class _Vocabulary:
    """Words by the classes that name them, whole or by their beginning."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._beginnings: dict[str, list[str]] = defaultdict(list)
        for name, stated in classes.items():
            for word in stated.split():
                words = self._beginnings if word.endswith("*") else self._whole
                words[word.rstrip("*")].append(f"<{name}>")
        self._longest = max(map(len, self._beginnings), default=0)

    def names(self, token: str) -> tuple[str, ...]:
        found = list(self._whole.get(token, ()))
        for end in range(2, min(len(token), self._longest) + 1):
            found += self._beginnings.get(token[:end], ())
        return tuple(dict.fromkeys(found))


_CLASSES = _Vocabulary(CLASSES)
_PAIR_BEGINS = _Vocabulary({name: begins for name, (begins, _) in PAIRS.items()})
_PAIR_ENDS = _Vocabulary({name: ends for name, (_, ends) in PAIRS.items()})
PAIR_STARTS = frozenset(word for begins, _ in PAIRS.values() for word in begins.split())
