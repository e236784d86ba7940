"""Compile a parsed query to the expressions and clauses that index engines answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from broadsheet.search.documents.analysis import name_terms, word_terms
from broadsheet.search.query.expressions import (
    Among,
    AnyOf,
    Clause,
    Days,
    Expression,
    Identified,
    Phrase,
    Tagged,
    Terms,
    Titled,
    constrained,
)
from broadsheet.search.query.filters import RESOLVERS, Condition, before_day, first_day, tag_of, year_days
from broadsheet.search.query.parsing import Query

MAX_TERMS = 150
"""Of a pasted text: its beginning."""
INITIALS_BETWEEN = 1
"""Names that may stand between the parts of an author's name: `author:"Yann LeCun"` finds Yann A. LeCun."""

__all__ = [
    "Clause",
    "among",
    "any_term",
    "clauses",
    "constrained",
    "excluded_clauses",
    "fact_clauses",
    "identified",
    "matching",
    "phrase",
    "terms",
    "text_clauses",
    "titled",
]

_STOPWORDS = frozenset(
    [
        "a",
        "about",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "on",
        "or",
        "our",
        "s",
        "so",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


def terms(text: str) -> list[str]:
    """Index terms in order, as often as the text has them: a word that a long query repeats weighs more.

    Stop words stay only where there is nothing else.
    """
    plain = [word for word in text.split() if word.lower().strip(".,;:?!()'") not in _STOPWORDS]
    return (word_terms(" ".join(plain)) or word_terms(text))[:MAX_TERMS]


def any_term(terms: Sequence[str]) -> Expression:
    """Scored by BM25; alone, without filters, it is pruned."""
    return Terms("text", tuple(terms))


def matching(terms: Sequence[str]) -> Expression:
    """What counts as a match for totals and facets: both of two words, three of four, nine of twelve."""
    distinct = tuple(dict.fromkeys(terms))
    return Terms("text", distinct, len(distinct) if len(distinct) < 3 else -(-3 * len(distinct) // 4))


def clauses(query: Query) -> list[Clause]:
    """All conditions of a query beside its scored terms."""
    return [*text_clauses(query), *excluded_clauses(query), *fact_clauses(query.conditions)]


def text_clauses(query: Query) -> list[Clause]:
    """Phrases, authors and registered filters, which only the lexical index can answer."""
    made = [Clause(phrase(text)) for text in query.phrases if word_terms(text)]
    for condition in query.conditions:
        if condition.name == "author":
            made.append(Clause(_author(condition.value), condition.negated))
        elif condition.name in RESOLVERS:
            papers = RESOLVERS[condition.name].papers(condition.value.lower())
            made.append(Clause(among(papers), condition.negated))
    return made


def excluded_clauses(query: Query) -> list[Clause]:
    return [Clause(phrase(text), negated=True) for text in query.excluded if word_terms(text)]


def fact_clauses(conditions: Iterable[Condition]) -> list[Clause]:
    """Fields, sources, dates and code, which the vector index can answer too."""
    conditions = list(conditions)
    made = [Clause(Tagged(tags), negated) for tags, negated in _tag_groups(conditions)]
    made += _years(conditions)
    first, before = first_day(conditions), before_day(conditions)
    return made if first is None and before is None else [*made, Clause(Days(first, before))]


def _years(conditions: Iterable[Condition]) -> list[Clause]:
    """Any of those that are wanted, none of the others."""
    wanted = [Days(*year_days(each)) for each in conditions if each.name == "year" and not each.negated]
    unwanted = [Days(*year_days(each)) for each in conditions if each.name == "year" and each.negated]
    made = [Clause(wanted[0] if len(wanted) == 1 else AnyOf(tuple(wanted)))] if wanted else []
    return made + [Clause(days, negated=True) for days in unwanted]


def among(papers: Iterable[int]) -> Expression:
    return Among(tuple(int(paper) for paper in papers))


def identified(values: Sequence[str]) -> Expression:
    return Identified(tuple(values))


def titled(title_hash: int) -> Expression:
    return Titled(title_hash)


def phrase(text: str) -> Expression:
    return Phrase("text", tuple(word_terms(text)))


def _tag_groups(conditions: Iterable[Condition]) -> list[tuple[tuple[str, ...], bool]]:
    """(tags of which one must be there, negated), one group a name."""
    tagged = [(each.name, each.negated, tag) for each in conditions if (tag := tag_of(each))]
    groups = groupby(sorted(tagged), key=lambda each: each[:2])
    return [(tuple(tag for _, _, tag in group), negated) for (_, negated), group in groups]


def _author(name: str) -> Expression:
    parts = tuple(name_terms(name))
    orders = [parts] if len(parts) < 2 else [parts, (parts[-1], *parts[:-1])]
    return AnyOf(tuple(Phrase("author", order, INITIALS_BETWEEN) for order in orders))
