"""Names of groups of papers: the words that set each apart from the others, by c-TF-IDF (Grootendorst 2022)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

NAMED_BY = 3
"""Words or pairs of words of a name."""
LEAST_TITLES = 2
LEAST_SHARE = 0.03
"""Of a group's titles: what is in fewer names nothing."""
TEXT_CHARS = 500
"""Of an abstract that is read."""
MOSTLY = 0.5
"""A pair takes the place of its word where so many of the texts with the word have the pair."""
_WORD = re.compile(r"[^\W\d_][\w-]+")
_SAME = {"llm": "language", "llms": "language"}
_ENDING = re.compile(r"(?:ations?|ions?|ies|ing|ed|al|ic|es|s|y|e)$")
_COMMON_WORDS = """
a about across all also an and any approach approaches are as at bad based be been being best better beyond both
but by can case could data dataset deep different do does during each efficient enabling existing faster first
first-ever for framework from further general get getting given good has have high how however i if improve
improved in into is it its large large-scale learn level like long low make making many may method methods model
models more most much must need needs neural new no not novel of often on one only or other our out over paper
performance propose proposed really recent results rethinking right set short show shows significant
significantly simple since single small so some specific state strong study such system systems than that the
their them then there these they this those three through time to toward towards two under up us use used user
users uses using via was we well were what when where whether which while who why will with within without work
yet
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def topic_names(texts: Sequence[tuple[str, str]], groups: Sequence[Sequence[int]]) -> list[str]:
    """One name a group. `texts` are title and abstract of each paper; `groups` hold places in `texts`."""
    titles = [_terms(title) for title, _ in texts]
    whole = [own | _terms(abstract[:TEXT_CHARS]) for own, (_, abstract) in zip(titles, texts, strict=True)]
    overall = Counter(term for terms in whole for term in terms)
    mean_size = len(texts) / max(len(groups), 1)
    names = []
    for group in groups:
        inside = Counter(term for place in group for term in whole[place])
        in_titles = Counter(term for place in group for term in titles[place])
        least = max(LEAST_TITLES, LEAST_SHARE * len(group))
        weights = {
            term: count / len(group) * math.log(1 + mean_size / overall[term])
            for term, count in inside.items()
            if in_titles[term] >= least
        }
        chosen = _distinct(weights, inside)
        names.append(_joined([_as_printed(term, (texts[place] for place in group)) for term in chosen]))
    return names


def _terms(text: str) -> set[str]:
    """Words, and pairs of words that stand beside each other, in lower case."""
    words = [word.lower() for word in _WORD.findall(text)]
    telling = [word not in _COMMON and len(word) > 2 for word in words]
    single = {word for word, tells in zip(words, telling, strict=True) if tells}
    return single | {
        f"{one} {two}"
        for at, (one, two) in enumerate(pairwise(words))
        if _is_pair(words, telling, at) and one != two
    }


def _is_pair(words: Sequence[str], telling: Sequence[bool], at: int) -> bool:
    """Words that are too common by themselves may end a pair: language models, reward model."""
    return telling[at] and (telling[at + 1] or words[at + 1] in ("model", "models", "systems", "learning"))


def _distinct(weights: Mapping[str, float], inside: Mapping[str, int]) -> list[str]:
    """The heaviest that share no stem."""
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: (-weights[term], term)):
        stems = _stems(term)
        like = [each for each in chosen if _stems(each) & stems]
        if not like:
            if len(chosen) < NAMED_BY:
                chosen.append(term)
        elif len(like) == 1 and _completes(term, like[0], inside):
            chosen[chosen.index(like[0])] = term
    return chosen


def _completes(pair: str, word: str, inside: Mapping[str, int]) -> bool:
    return word in pair.split() and pair != word and inside[pair] >= MOSTLY * inside[word]


def _stems(term: str) -> set[str]:
    return {_ENDING.sub("", _SAME.get(word, word))[:7] for word in term.split()}


def _as_printed(term: str, texts: Iterable[tuple[str, str]]) -> str:
    """LLMs and QCD keep their capitals, where most titles and abstracts have them."""
    forms: Counter[str] = Counter()
    pattern = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
    for title, abstract in texts:
        forms.update(pattern.findall(title))
        forms.update(pattern.findall(abstract[:TEXT_CHARS]))
    words = term.split()
    for at, word in enumerate(words):
        printed = Counter[str]()
        for form, count in forms.items():
            printed[form.split()[at]] += count
        form, count = max(printed.items(), key=lambda each: (each[1], each[0]), default=(word, 0))
        if count * 2 > printed.total() and any(letter.isupper() for letter in form[1:]):
            words[at] = form
    return " ".join(words)


def _joined(terms: Sequence[str]) -> str:
    if not terms:
        return ""
    name = terms[0] if len(terms) == 1 else f"{', '.join(terms[:-1])} and {terms[-1]}"
    return name[0].upper() + name[1:]
