"""Text analysis: how texts, stored or typed, are cut into index terms, and how much of a paper is indexed."""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from broadsheet.search.documents.document import Document
from broadsheet.search.documents.normal_text import characters, searchable

TITLE_WEIGHT = 3
MAX_INDEXED_AUTHORS = 60
"""Of a collaboration of thousands; all of them are in `author`, but so many would drown the words."""


@cache
def words_analyzer() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(80))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )


@cache
def names_analyzer() -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def word_terms(text: str) -> list[str]:
    """The terms of a text, stored or typed, in order."""
    return list(words_analyzer().analyze(searchable(text)))


def name_terms(text: str) -> list[str]:
    """Those of a name: unstemmed."""
    return list(names_analyzer().analyze(searchable(text)))


def single_characters(document: Document) -> dict[str, str]:
    """Field -> the characters of unspaced scripts in its text, for words of one character."""
    texts = {
        "title": document.title,
        "author": " ".join(document.authors),
        "text": f"{document.title} {document.abstract}",
    }
    return {field: single for field, text in texts.items() if (single := characters(text))}
