"""How a text reaches each function that takes more than one, files of every format, and what we write from a text."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

import orjson
from django.http import QueryDict
from tests.growth.functions import public_text_functions, takes_one_text
from tests.listing.known_parts import entry_with

from broadsheet.api import keyset
from broadsheet.api.citations.bibtex import bibtex
from broadsheet.api.citations.coins import context_object
from broadsheet.api.citations.csl import csl
from broadsheet.api.citations.ris import ris
from broadsheet.api.citations.work import work_of
from broadsheet.api.feeds.item import identifier as feed_identifier
from broadsheet.api.markdown import paper as paper_as_markdown
from broadsheet.api.markdown.text import link
from broadsheet.editions.shortening import shortened
from broadsheet.errors import InputError
from broadsheet.harvest import (
    arxiv,
    bibtex_values,
    dates,
    feed_json,
    feed_xml,
    json_reading,
    politeness,
    reading,
    values,
)
from broadsheet.harvest.feed_entry import FeedEntry, absolute, source_name
from broadsheet.harvest.formats import daily_papers_page
from broadsheet.harvest.lists import slug
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.registry import all_formats, format_name
from broadsheet.harvest.withdrawal import is_withdrawn
from broadsheet.harvest.xml_reading import root
from broadsheet.listing.entries import Entry
from broadsheet.listing.search_address import FILTERS, query_of, read_search
from broadsheet.papers import (
    field_names,
    identifier_forms,
    identifiers,
    latex_spans,
    latex_symbols,
    names,
    passages,
)
from broadsheet.papers.latex_symbols import words
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Record, RecordAuthor
from broadsheet.search.embedding.model import paper_text
from broadsheet.search.embedding.word_pieces import Pieces
from broadsheet.search.query import filters, operator_hints
from broadsheet.search.rank import highlight
from broadsheet.summaries import cues, support, tldr
from broadsheet.summaries.sentences import sentences
from broadsheet.web import excerpts
from broadsheet.web.templatetags import broadsheet as tags

Call = Callable[[str], object]

_DATABASE = "reads the database by a name; what it does to the text is done by functions measured here"
_OURS = "its text is a name of ours, never somebody else's"
_CURSOR = "a part of a cursor, which `decode` has bounded"
EXCUSED: dict[str, str] = {
    **dict.fromkeys(
        (
            "papers.lookup.find_paper",
            "papers.lookup.named_papers",
            "search.completion.completing.complete",
            "search.completion.spelling.suggest",
            "listing.selections.editions.day",
            "listing.selections.editions.week",
            "listing.selections.editions.month",
            "listing.selections.trending.trending",
            "listing.selections.fields.field",
            "listing.selections.fields.field_of",
            "listing.selections.paper_lists.list_of",
            "listing.selections.paper_lists.paper_list",
            "listing.selections.authors.author",
            "listing.selections.authors.person_named",
            *(f"papers.persons.{name}" for name in ("person_of", "split", "join", "undo")),
            "accounts.tokens.find",
            "accounts.users.add",
            "accounts.users.get",
            "accounts.users.change",
            "accounts.users.reset_password",
            "api.v1.shapes.named",
            "mail.bounces.record_provider_report",
            "digests.letters.record_report",
            "digests.links.subscriber_by_preferences",
            "digests.links.subscriber_by_confirmation",
            "digests.digest_mail.preview",
            "digests.subscribers.find",
            "digests.subscribers.sign_up",
            "editions.reading.week",
            "editions.reading.month",
            "http.limits.count",
        ),
        _DATABASE,
    ),
    **dict.fromkeys(
        (
            "papers.rows.execute_many",
            "papers.latex_symbols.words",
            "harvest.running.harvest",
            "harvest.sources.feed.changed_document",
            "harvest.sources_file.module_of",
            "harvest.values.wrong_type",
            "search.documents.changes.embeddings_after",
            "search.documents.changes.embedded_changes_after",
            "search.documents.changes.vectors_of",
            "search.documents.changes.newest_embedding",
            "search.documents.changes.vector_bytes",
            "search.embedding.onnx_folder.onnx_model",
            "search.embedding.pending.pending_count",
            "search.embedding.pending.drop_outdated",
            "search.embedding.pending.store",
            "search.embedding.registry.model_named",
            "search.embedding.registry.embed_with",
            "search.query.filters.register",
            "search.lance.tables.connect",
            "api.discovery.sitemap.index",
            "http.cached.cached",
            "api.markdown.lists.papers",
            "api.oai.errors.bad_argument",
            "accounts.tokens.create",
            "accounts.tokens.revoke",
            "web.templatetags.broadsheet.asset",
            "mail.kinds.new",
            "digests.pictures.illustration",
            "digests.pictures.of_verdict",
        ),
        _OURS,
    ),
    "harvest.network.resolve": "asks the resolver of the system",
}
"""Public text functions that are not measured, each with its reason."""

_TERMS = frozenset(("graph", "the", "a", "aa", "word"))


def calls() -> dict[str, Call]:
    """Everything that is measured, by name."""
    alone = {
        name: function
        for name, function in public_text_functions().items()
        if name not in EXCUSED and name not in WITH_MORE and takes_one_text(function)
    }
    return {**alone, **WITH_MORE, **_files(), **WRITTEN}


def _entry(text: str) -> Entry:
    paper = Paper(
        id=1, public_id="2609.00001", title=text, abstract=text, first_seen=datetime(2026, 9, 1, tzinfo=UTC)
    )
    details = dict.fromkeys(("journal", "booktitle", "journal_ref", "volume", "pages", "publisher"), text)
    authors = ((text, ""), ("Ada Example", ""))
    entry = entry_with(paper, authors=authors, fields=(("cs.LG", text),), details=details)
    entry.__dict__["tested_nearby"] = []  # which asks the database
    return entry


def _address(text: str) -> QueryDict:
    address = QueryDict(mutable=True)
    for name in ("q", *FILTERS, "like", "unlike", "sort", "prior"):
        address[name] = text
    return address


def _snippet(text: str) -> object:
    found = highlight.matches(text, _TERMS)
    return highlight.snippet(text, found), highlight.marked(text, found)


WITH_MORE: dict[str, Call] = {
    "papers.field_names.short_name": lambda text: field_names.short_name(text, text),
    "papers.field_names.full_name": lambda text: field_names.full_name(text, text),
    "papers.latex_spans.join_math": lambda text: latex_spans.join_math(*latex_spans.split_math(text), str),
    "papers.latex_symbols.accented": lambda text: latex_symbols.accented(text, "\u0301"),
    "papers.passages.marked_paragraphs": lambda text: passages.marked_paragraphs(
        text,
        [passages.Passage(at, at + 5, f"s{at}", at % 20 == 0) for at in range(0, len(text) - 5, 10)],
    ),
    "papers.names.same_author": lambda text: names.same_author(text, f"{text} B."),
    "harvest.arxiv.record": lambda text: arxiv.record(
        "2609.00001", title=text[:1_500], abstract=text, dois=text
    ),
    "harvest.bibtex_values.expanded": lambda text: bibtex_values.expanded(text, {"a": text[:100]}),
    "harvest.bibtex_values.fields_in": lambda text: list(bibtex_values.fields_in("title", text)),
    "harvest.feed_entry.absolute": lambda text: absolute(text, "https://journal.example/issues/7"),
    "harvest.feed_entry.source_name": lambda text: (source_name(text, text), source_name("", text)),
    "harvest.formats.daily_papers_page.page_name": lambda text: daily_papers_page.page_name("a.txt", text),
    "harvest.withdrawal.is_withdrawn": lambda text: is_withdrawn(text, text),
    "papers.identifier_forms.with_archive": lambda text: identifier_forms.with_archive(text, text),
    "harvest.politeness.retry_after_s": lambda text: politeness.retry_after_s(text, 0.0),
    "harvest.reading.set_aside": lambda text: reading.set_aside(text, InputError(text), text),
    "harvest.values.bounded": lambda text: values.bounded(text, "title"),
    "summaries.cues.pair_names": lambda text: cues.pair_names(text, text),
    "summaries.support.supporting": lambda text: support.supporting(text, sentences(text), None),
    "summaries.tldr.supported": lambda text: tldr.supported(text, text, lambda made, sources: None),
    "summaries.support.agrees": lambda text: support.agrees(text, text),
    "summaries.tldr.request": lambda text: tldr.request(text, text, text),
    "search.embedding.model.paper_text": lambda text: paper_text(text, text),
    "search.query.filters.understood": lambda text: [
        filters.understood(name, text) for name in filters.NAMES
    ],
    "search.query.operator_hints.operator_hint": lambda text: (
        operator_hints.operator_hint(text, text),
        operator_hints.operator_hint(text[:15], text),
    ),
    "search.rank.highlight.matches": lambda text: highlight.matches(text, _TERMS),
    "search.rank.highlight.snippet": _snippet,
    "search.rank.highlight.marked": _snippet,
    "api.feeds.item.identifier": lambda text: feed_identifier("field", text),
    "api.keyset.encode": lambda text: keyset.encode("newest", text),
    "api.keyset.decode": lambda text: keyset.decode(text, "newest", str, int),
    "api.keyset.moment": lambda text: keyset.moment(text, text),
    "api.keyset.day_of": lambda text: keyset.day_of(text, text),
    "api.markdown.text.link": lambda text: link(text, text),
    "web.excerpts.excerpt": lambda text: (
        excerpts.excerpt(text, 400),
        excerpts.excerpt(text, len(text) // 2),
    ),
    "web.templatetags.broadsheet.excerpt": lambda text: tags.excerpt(text, 400),
    "editions.shortening.shortened": lambda text: shortened(text, 400),
}
"""Functions that take more than a text."""

WRITTEN: dict[str, Call] = {
    "papers.identifiers.identify": identifiers.identify,
    "papers.identifiers.identifiers": lambda text: identifiers.identifiers(*text.split(), text),
    "papers.prepare.prepare": lambda text: prepare(
        Record(
            "s", "k", text[:1_500] or "-", abstract=text[:50_000], authors=(RecordAuthor(text[:300] or "-"),)
        )
    ),
    "listing.search_address.read_search": lambda text: query_of(read_search(_address(text))),
    "harvest.dates.read_date": dates.read_date,
    "harvest.dates.year_month": lambda text: dates.year_month("2026", text, text),
    "harvest.lists.slug": lambda text: slug(text, text),
    "harvest.values.keywords": lambda text: values.keywords(text, "keywords"),
    "harvest.values.authors": lambda text: values.authors(text, Notes()),
    "harvest.values.number": lambda text: values.number(text, "votes"),
    "harvest.values.brief": lambda text: values.brief([text, {text: text}]),
    "harvest.reading.decode": lambda text: reading.decode(text.encode("cp1252", "replace")),
    "harvest.reading.head_text": lambda text: reading.head_text(text.encode()),
    "harvest.json_reading.first_objects": lambda text: json_reading.first_objects(text.encode()),
    "harvest.xml_reading.root": lambda text: root(text.encode()),
    "harvest.feed_entry.record": lambda text: FeedEntry(
        "entry 1",
        guid=text,
        url=text,
        title=text[:1_500],
        text=text[:50_000],
        is_html=True,
        keywords=[text],
        names=[text],
    ).record("s", text[:300], (), text),
    "search.embedding.word_pieces.ids": lambda text: Pieces(["word", "[UNK]"]).ids(text),
    "api.citations.bibtex.bibtex": lambda text: bibtex([work_of(_entry(text))]),
    "api.citations.ris.ris": lambda text: ris([work_of(_entry(text))]),
    "api.citations.csl.csl": lambda text: csl([work_of(_entry(text))]),
    "api.citations.coins.context_object": lambda text: context_object(_entry(text).paper),
    "api.markdown.paper.paper": lambda text: paper_as_markdown.paper(_entry(text), ""),
}
"""Functions that take a text as one of several kinds of value, and what is written from a paper's texts."""


def _files() -> dict[str, Call]:
    """Each format: does this text look like one of its files, and what is read of a file that is this text."""
    found: dict[str, Call] = {}
    for each in all_formats():
        name = f"harvest.formats.{format_name(each)}"
        found[f"{name}.detect"] = lambda text, each=each: each.detect(text.encode(), "a")
        found[f"{name}.read"] = lambda text, each=each: _read(each, text)
    for name, fill in FILLED.items():
        found[f"harvest.formats.{name}.read, filled"] = _filled(name, fill)
    found["harvest.feed_xml.entries"] = lambda text: list(feed_xml.entries(text.encode()))
    found["harvest.feed_json.entries"] = lambda text: list(feed_json.entries(text))
    return found


def _read(format: Any, text: str) -> object:
    return list(format.read(io.BytesIO(text.encode()), "a"))


def _filled(name: str, fill: Callable[[str], str]) -> Call:
    (format,) = (each for each in all_formats() if format_name(each) == name)
    return lambda text: _read(format, fill(text))


_BIBTEX_FIELDS = words(
    "title author editor abstract journal year month date doi url eprint note keywords pages"
)
_RIS_TAGS = words("TI AU A1 AB N1 N2 JO PY DA DO UR KW SP VL M1 AN")
_JSON_KEYS = words("title abstract summary author authors date updated categories doi arxiv_id url venue")


def _atom(text: str) -> str:
    said = escape(text)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>http://arxiv.org/abs/2609.00001v1</id>'
        f"<title>{said[:1_500]}</title><summary>{said}</summary><author><name>{said}</name></author>"
        f"<published>{said}</published></entry></feed>"
    )


FILLED: Mapping[str, Callable[[str], str]] = {
    "bibtex": lambda text: "".join(
        f"@article{{k{at}, title={{t}}, {name} = {{{text}}},\n}}\n"
        for at, name in enumerate(sorted(_BIBTEX_FIELDS))
    ),
    "ris": lambda text: "".join(
        f"TY  - JOUR\nTI  - t\n{tag}  - {text}\nER  - \n" for tag in sorted(_RIS_TAGS)
    ),
    "jsonlines": lambda text: "".join(
        orjson.dumps({"title": "t", key: text}).decode() + "\n" for key in sorted(_JSON_KEYS)
    ),
    "feed": _atom,
    "arxiv_atom": _atom,
}
"""A whole file, with the text in each of its fields."""
