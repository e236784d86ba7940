"""The claim line: the sentence of an abstract that states what was found, quoted exactly as its authors wrote it.

Nobody has checked it: it is shown as stated by the paper's authors. A linear model of `cues` chooses it; its weights
come from the ledger's pairs of abstract and claim (benchmarks/bench_claim_line.py trains and measures it). Choosing
takes some tenths of a millisecond, so that nothing is stored and an abstract that changes is read anew by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import orjson

from broadsheet.summaries import cues
from broadsheet.summaries.sentences import sentences

STATUS = "unchecked"
STATED_BY = "authors"
FEWEST_SENTENCES = 3
"""A shorter abstract is its own summary."""
MOST_CHARS = 20_000
"""Of a longer text no line is chosen: it is no abstract."""
MOST_QUOTED = 900
"""Characters of a sentence that can be chosen."""
ENGLISH = 0.8
"""Share of ASCII from which on a text counts as English: the model knows no words of other scripts."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    sentence: str
    start: int
    """Its place in the abstract, in characters."""
    end: int


def claim_line(abstract: str) -> ClaimLine | None:
    """None where there is none to choose: no abstract, one of two sentences, or one in another script."""
    place = chosen_place(abstract)
    return ClaimLine(abstract[place[0] : place[1]], *place) if place else None


@lru_cache(maxsize=8192)
def chosen_place(abstract: str) -> tuple[int, int] | None:
    if len(abstract) > MOST_CHARS or not _is_english(abstract):
        return None
    parts = sentences(abstract)
    if len(parts) < FEWEST_SENTENCES:
        return None
    of_each = scores([part.text for part in parts])
    allowed = [at for at, part in enumerate(parts) if len(part.text) <= MOST_QUOTED]
    if not allowed:
        return None
    chosen = parts[max(allowed, key=of_each.__getitem__)]
    return chosen.start, chosen.end


def _is_english(text: str) -> bool:
    return text.isascii() or sum(map(str.isascii, text)) >= ENGLISH * len(text)


def scores(texts: Sequence[str]) -> list[float]:
    """Of the sentences of one abstract: the highest most likely states a finding. The sum of the weights of
    `cues.features`, with what each word weighs looked up once."""
    last = len(texts) - 1
    return [_weigh(cues.place_features(at, last)) + _of_words(text) for at, text in enumerate(texts)]


def _of_words(text: str) -> float:
    tokens = cues.tokens_of(text)
    total = _weigh(cues.size_features(tokens)) + sum(map(_of_token, tokens))
    total += sum(_weights().get(name, 0.0) for name in cues.opening_names(tokens))
    by_first = _pair_weights()
    for first, second in cues.pairs_of(tokens):
        if first in by_first:
            total += by_first[first].get(second, 0.0)
        if first in cues.PAIR_STARTS:
            total += sum(_weights().get(name, 0.0) for name in cues.pair_names(first, second))
    return total


def _weigh(features: Mapping[str, float]) -> float:
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


@lru_cache(maxsize=65_536)
def _of_token(token: str) -> float:
    return _weigh(dict.fromkeys((token, *cues.class_names(token)), 1.0))


@cache
def _pair_weights() -> dict[str, dict[str, float]]:
    """By the first word, then by the second."""
    pairs: dict[str, dict[str, float]] = defaultdict(dict)
    for name, weight in _weights().items():
        first, _, second = name.partition(" ")
        pairs[first][second] = weight
    return dict(pairs)


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = orjson.loads((files(__package__) / "claim_line.json").read_bytes())
    return weights
