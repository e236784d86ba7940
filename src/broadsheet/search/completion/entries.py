"""Entries of the completion index: titles and names, each with its words unstemmed and a weight.

A small index of its own, on this machine whichever engine holds the papers, because it is queried at every key typed.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from tantivy import Document as Entry
from tantivy import Index, Query, Schema, SchemaBuilder, Searcher

from broadsheet.search.documents.analysis import name_terms, names_analyzer
from broadsheet.search.documents.document import day_number
from broadsheet.search.documents.normal_text import searchable

VERSION = 2
TITLE, NAME, MARK = "title", "name", "mark"
MARK_FIELDS = ("mark_revision", "mark_paper")
DAYS = 1 << 20
"""More than there are day numbers: votes decide, and days where votes are equal."""


class Mark(NamedTuple):
    """Papers up to this (revision, paper) are in the index."""

    revision: int = 0
    paper: int = 0


@cache
def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="names", index_option="basic")
    builder.add_text_field("begin", tokenizer_name="names", index_option="basic")
    builder.add_text_field("name", tokenizer_name="names", index_option="basic")
    builder.add_text_field("label", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("weight", stored=True, fast=True)
    for name in MARK_FIELDS:
        builder.add_integer_field(name, stored=True)
    return builder.build()


def with_analyzers(index: Index) -> Index:
    index.register_tokenizer("names", names_analyzer())
    return index


def words_of(text: str) -> list[str]:
    """As the index holds them: in lower case, without accents."""
    return name_terms(text)


def title_key(paper: int) -> str:
    return f"p{paper}"


def name_key(author: int) -> str:
    return f"a{author}"


def title_entry(paper: int, title: str, votes: int, day: date | None) -> Entry:
    made = _entry(TITLE, title_key(paper), title, max(votes, 0) * DAYS + day_number(day))
    made.add_text("title", searchable(title))
    if words := words_of(title):
        made.add_text("begin", words[0])
    return made


def name_entry(author: int, name: str, papers: int) -> Entry:
    made = _entry(NAME, name_key(author), name, papers)
    made.add_text("name", searchable(name))
    return made


def mark_entry(revision: int, paper: int) -> Entry:
    made = Entry()
    made.add_text("kind", MARK)
    for name, value in zip(MARK_FIELDS, (revision, paper), strict=True):
        made.add_integer(name, value)
    return made


def read_mark(searcher: Searcher) -> Mark:
    hits = searcher.search(Query.term_query(schema(), "kind", MARK), 1).hits
    if not hits:
        return Mark()
    stored = searcher.doc(hits[0][1])
    return Mark(*(int(stored.get_first(name) or 0) for name in MARK_FIELDS))


def _entry(kind: str, key: str, label: str, weight: int) -> Entry:
    made = Entry()
    made.add_text("kind", kind)
    made.add_text("key", key)
    made.add_text("label", label)
    made.add_integer("weight", weight)
    return made
