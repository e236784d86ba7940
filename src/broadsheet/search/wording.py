"""From a reader's words to tantivy queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tantivy import FieldType, Occur
from tantivy import Query as Lexical

from broadsheet.search.filters import RESOLVERS, Condition, before_day, first_day, tag_of
from broadsheet.search.query import Query
from broadsheet.search.schema import PAPER, names_analyzer, schema, words_analyzer

MAX_TERMS = 150
"""Of a pasted text: its beginning."""
INITIALS_BETWEEN = 1
"""Names that may stand between the parts of an author's name: `author:"Yann LeCun"` finds Yann A. LeCun."""
Clause = tuple[Occur, Lexical]

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

    Words that say nothing stay only where there is nothing else.
    """
    plain = [word for word in text.split() if word.lower().strip(".,;:?!()'") not in _STOPWORDS]
    return (words_analyzer().analyze(" ".join(plain)) or words_analyzer().analyze(text))[:MAX_TERMS]


def any_of(found: Sequence[str]) -> Lexical:
    """Scored by BM25; alone, without filters, it is pruned."""
    return Lexical.boolean_query([(Occur.Should, _term("text", term)) for term in found])


def matching(found: Sequence[str]) -> Lexical:
    """What counts as a match for totals and facets: both of two words, three of four, nine of twelve."""
    distinct = dict.fromkeys(found)
    needed = len(distinct) if len(distinct) < 3 else -(-3 * len(distinct) // 4)
    return Lexical.boolean_query([(Occur.Should, _term("text", term)) for term in distinct], needed)


def constrained(scored: Lexical | None, clauses: Sequence[Clause]) -> Lexical:
    """Only `scored` gives points."""
    if scored is not None and not clauses:
        return scored
    base = scored if scored is not None else Lexical.const_score_query(_term("kind", PAPER), 0.0)
    return Lexical.boolean_query([(Occur.Must, base), *clauses])


def clauses(query: Query) -> list[Clause]:
    """Everything that a result must meet besides scoring."""
    return [*text_clauses(query), *excluded_clauses(query), *fact_clauses(query.conditions)]


def text_clauses(query: Query) -> list[Clause]:
    """Phrases, authors and registered filters: what only the lexical index can answer."""
    found = [_must(phrase(text)) for text in query.phrases if words_analyzer().analyze(text)]
    for condition in query.conditions:
        if condition.name == "author":
            found.append(_must(_author(condition.value), condition.negated))
        elif condition.name in RESOLVERS:
            papers = RESOLVERS[condition.name].papers(condition.value.lower())
            found.append(_must(among(papers), condition.negated))
    return found


def excluded_clauses(query: Query) -> list[Clause]:
    return [_must(phrase(text), negated=True) for text in query.excluded if words_analyzer().analyze(text)]


def fact_clauses(conditions: Iterable[Condition]) -> list[Clause]:
    """Fields, sources, dates and code: what the vector file can answer too."""
    found = [_must(_any_tag(tags), negated) for tags, negated in tag_groups(conditions)]
    first, before = first_day(conditions), before_day(conditions)
    if first is not None or before is not None:
        last = None if before is None else before - 1
        found.append(_must(Lexical.range_query(schema(), "day", FieldType.Integer, max(first or 1, 1), last)))
    return found


def tag_groups(conditions: Iterable[Condition]) -> list[tuple[list[str], bool]]:
    """(tags of which one must be there, negated), one group a name."""
    tagged = [(each.name, each.negated, tag) for each in conditions if (tag := tag_of(each))]
    groups = groupby(sorted(tagged), key=lambda each: each[:2])
    return [([tag for _, _, tag in group], negated) for (_, negated), group in groups]


def among(papers: Iterable[int]) -> Lexical:
    return Lexical.term_set_query(schema(), "id", [int(paper) for paper in papers])


def identified(values: Sequence[str]) -> Lexical:
    return Lexical.term_set_query(schema(), "identifier", list(values))


def titled(title_hash: int) -> Lexical:
    return _term("title_hash", title_hash)


def phrase(text: str) -> Lexical:
    found = words_analyzer().analyze(text)
    return _in_order("text", found, 0)


def _author(name: str) -> Lexical:
    found = names_analyzer().analyze(name)
    orders = [found] if len(found) < 2 else [found, [found[-1], *found[:-1]]]
    return Lexical.boolean_query(
        [(Occur.Should, _in_order("author", order, INITIALS_BETWEEN)) for order in orders]
    )


def _in_order(field: str, found: list[str], slop: int) -> Lexical:
    if not found:
        return Lexical.empty_query()
    if len(found) == 1:
        return _term(field, found[0])
    return Lexical.phrase_query(schema(), field, list(found), slop)


def _any_tag(tags: list[str]) -> Lexical:
    return _term("tag", tags[0]) if len(tags) == 1 else Lexical.term_set_query(schema(), "tag", tags)


def _must(query: Lexical, negated: bool = False) -> Clause:
    return (Occur.MustNot, query) if negated else (Occur.Must, Lexical.const_score_query(query, 0.0))


def _term(field: str, value: str | int) -> Lexical:
    return Lexical.term_query(schema(), field, value)
