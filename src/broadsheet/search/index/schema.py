"""The lexical index's schema and how it reads text.

One field, `text`, holds the title (repeated, which weighs it), the abstract, the authors, the organisation
and the year: a few half-remembered words of any kind meet in one BM25 score, and a query of one field keeps
tantivy's block-max pruning, which boosts on several fields would switch off. `title` stands by itself too, for
those who ask for words of the title alone (`ti:` of arXiv's query language).
"""

from __future__ import annotations

from functools import cache

from tantivy import Document as Entry
from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from broadsheet.search.documents.document import Document
from broadsheet.search.documents.normal_text import characters, searchable

VERSION = 3
TITLE_WEIGHT = 3
MAX_INDEXED_AUTHORS = 60
"""Of a collaboration of thousands; all of them are in `author`, but so many would drown the words."""

PAPER, MARK = "paper", "mark"


@cache
def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name="words")
    builder.add_text_field("title", tokenizer_name="words")
    builder.add_text_field("author", tokenizer_name="names")
    builder.add_text_field("identifier", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("title_hash", indexed=True)
    builder.add_text_field("tag", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("field", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_integer_field("year", fast=True)
    builder.add_integer_field("code", fast=True)
    builder.add_integer_field("revision", fast=True)
    for name in MARK_FIELDS:
        builder.add_integer_field(name, stored=True)
    return builder.build()


MARK_FIELDS = ("mark_revision", "mark_paper", "mark_highest")
FIELDS = frozenset(
    [
        *("kind", "id", "text", "title", "author", "identifier", "title_hash", "tag", "field", "source"),
        *("day", "year", "code", "revision", *MARK_FIELDS),
    ]
)


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
    """The terms of a text, stored or asked, in order."""
    return list(words_analyzer().analyze(searchable(text)))


def name_terms(text: str) -> list[str]:
    """Those of a name: unstemmed."""
    return list(names_analyzer().analyze(searchable(text)))


def register_analyzers(index: Index) -> Index:
    index.register_tokenizer("words", words_analyzer())
    index.register_tokenizer("names", names_analyzer())
    return index


def entry(document: Document) -> Entry:
    made = Entry()
    made.add_text("kind", PAPER)
    made.add_integer("id", document.id)
    title = searchable(document.title)
    for _ in range(TITLE_WEIGHT):
        made.add_text("text", title)
    made.add_text("text", searchable(document.abstract))
    made.add_text("title", title)
    if document.authors:
        made.add_text("text", searchable(", ".join(document.authors[:MAX_INDEXED_AUTHORS])))
    if document.organisation:
        made.add_text("text", searchable(document.organisation))
    for name in document.authors:
        made.add_text("author", searchable(name))
    _add_characters(made, document)
    _add_facts(made, document)
    return made


def single_characters(document: Document) -> dict[str, str]:
    """Field -> the characters of unspaced scripts in its text, for words of one character."""
    texts = {
        "title": document.title,
        "author": " ".join(document.authors),
        "text": f"{document.title} {document.abstract}",
    }
    return {field: single for field, text in texts.items() if (single := characters(text))}


def _add_characters(made: Entry, document: Document) -> None:
    for field, single in single_characters(document).items():
        made.add_text(field, single)


def _add_facts(made: Entry, document: Document) -> None:
    for identifier in document.identifiers:
        made.add_text("identifier", identifier.lower())
        made.add_text("identifier", identifier.partition(":")[2].lower())
    for tag in document.tags:
        made.add_text("tag", tag)
    for code in document.fields:
        made.add_text("field", code)
    for source in document.sources:
        made.add_text("source", source)
    if document.title_hash:
        made.add_integer("title_hash", document.title_hash)
    if document.published:
        made.add_integer("year", document.published.year)
        made.add_text("text", str(document.published.year))
    made.add_integer("day", document.day)
    made.add_integer("code", int(document.has_code))
    made.add_integer("revision", document.revision)
