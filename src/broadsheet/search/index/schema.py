"""The schema of the lexical index, and its entry for a paper.

One field, `text`, holds the title (repeated, which weighs it), the abstract, the authors, the organisation
and the year: a few half-remembered words of any kind meet in one BM25 score, and a query of one field keeps
tantivy's block-max pruning, which boosts on several fields would switch off. `title` stands by itself too, for
those who ask for words of the title alone (`ti:` of arXiv's query language).
"""

from __future__ import annotations

from functools import cache

from tantivy import Document as Entry
from tantivy import Index, Schema, SchemaBuilder

from broadsheet.search.documents.analysis import (
    MAX_INDEXED_AUTHORS,
    TITLE_WEIGHT,
    names_analyzer,
    single_characters,
    words_analyzer,
)
from broadsheet.search.documents.document import Document
from broadsheet.search.documents.normal_text import searchable

VERSION = 3
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
    authors = [searchable(name) for name in document.authors]
    if authors:
        made.add_text("text", ", ".join(authors[:MAX_INDEXED_AUTHORS]))
    if document.organisation:
        made.add_text("text", searchable(document.organisation))
    for name in authors:
        made.add_text("author", name)
    _add_characters(made, document)
    _add_facts(made, document)
    return made


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
