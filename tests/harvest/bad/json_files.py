"""Bad JSON: lines, the Hub's days, snapshots, feeds."""

from __future__ import annotations

import json
from typing import Any

from tests.harvest.bad.expectation import BadFile

GOOD = {"id": "x:1", "title": "A good one", "authors": ["Ada Example"], "published": "2024-05-01"}


def lines(*said: dict[str, Any] | bytes) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in said) + b"\n"


def good(**said: Any) -> dict[str, Any]:
    return GOOD | said


def nested(depth: int) -> bytes:
    return b'{"title": "Deep", "more": ' + b"[" * depth + b"]" * depth + b"}"


SNAPSHOT = {
    "id": "0704.0001",
    "title": "Snapshot",
    "categories": "hep-ph",
    "authors_parsed": [["Example", "Ada", ""]],
    "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
    "update_date": "2008-11-26",
}
HUB = {
    "paper": {"id": "2607.00001", "title": "Hub", "authors": [{"name": "Ada Example"}], "upvotes": 3},
    "publishedAt": "2026-07-22T20:00:00.000Z",
    "numComments": 1,
}


def hub(**paper: Any) -> dict[str, Any]:
    return HUB | {"paper": HUB["paper"] | paper}


JSON_FILES = [
    BadFile("cut-line.jsonl", lines(GOOD, GOOD)[:-30], 1, 1, "A line holds one JSON object"),
    BadFile("broken-line-between.jsonl", lines(GOOD, b'{"title": "Half', good(id="2")), 2, 1, "JSON object"),
    BadFile("missing-title.jsonl", lines({"id": "1", "abstract": "No title."}, GOOD), 1, 1, "needs a title"),
    BadFile("blank-title.jsonl", lines(good(title=" \u200b\t ")), 0, 1, "needs a title"),
    BadFile("null-title.jsonl", lines(good(title=None)), 0, 1, "needs a title"),
    BadFile("title-as-list-of-one.jsonl", lines(good(title=["One title"])), 1, titles=("One title",)),
    BadFile("title-as-list-of-two.jsonl", lines(good(title=["One", "Two"])), 0, 1, "`title` is a text (received: list"),
    BadFile("title-as-object.jsonl", lines(good(title={"en": "One"})), 0, 1, "`title` is a text (received: dict"),
    BadFile("title-too-long.jsonl", lines(good(title="word " * 500)), 0, 1, "at most 2000 characters"),
    BadFile("abstract-too-long.jsonl", lines(good(abstract="word " * 20_000)), 1, 0, "at most 50000"),
    BadFile("abstract-as-number.jsonl", lines(good(abstract=1.5)), 1, 0, "`abstract` is a text (received: float"),
    BadFile("authors-as-text.jsonl", lines(good(authors="Ada Example and Bo Sample")), 1),
    BadFile("authors-as-objects.jsonl", lines(good(authors=[{"name": "Ada"}, {"family": "Sample"}])), 1),
    BadFile("authors-as-number.jsonl", lines(good(authors=7)), 1, 0, "`authors` is a list of names (received: int"),
    BadFile("authors-with-number.jsonl", lines(good(authors=["Ada", 7])), 1, 0, "`authors`"),
    BadFile("author-name-too-long.jsonl", lines(good(authors=["Ada" * 200])), 1, 0, "1 to 300 characters"),
    BadFile("too-many-authors.jsonl", lines(good(authors=["Ada"] * 10_001)), 1, 0, "at most 10000 authors"),
    BadFile("categories-as-text.jsonl", lines(good(categories="cs.LG stat.ML")), 1),
    BadFile("categories-as-object.jsonl", lines(good(categories={"a": 1})), 1, 0, "`categories`"),
    BadFile("published-as-year.jsonl", lines(good(published=2024)), 1),
    BadFile("published-as-seconds.jsonl", lines(good(published=1_714_521_600)), 1),
    BadFile("published-as-milliseconds.jsonl", lines(good(published=1_714_521_600_000)), 1),
    BadFile("published-as-list.jsonl", lines(good(published=["2024"])), 1, 0, "`published` is a date"),
    BadFile("published-as-huge-number.jsonl", lines(good(published=10**30)), 1, 0, "`published`"),
    BadFile("year-zero.jsonl", lines(good(published="0000-01-01"), GOOD), 2, 0, "between the years 1665 and"),
    BadFile("year-9999.jsonl", lines(good(published="9999-12-31"), GOOD), 2, 0, "between the years 1665 and"),
    BadFile("february-31.jsonl", lines(good(published="2024-02-31")), 1, 0, "a date of the calendar"),
    BadFile("no-date-at-all.jsonl", lines(good(published="yesterday")), 1, 0, "a date of the calendar"),
    BadFile("date-before-time.jsonl", lines(good(published="0001-01-01T00:00:00+14:00")), 1, 0, "between the years"),
    BadFile("partial-dates.jsonl", lines(*(good(published=d) for d in ("2024", "2024-05", "2024-00-00"))), 3),
    BadFile("missing-date.jsonl", lines(good(published=None), good(published="")), 2),
    BadFile("duplicate-ids.jsonl", lines(GOOD, good(title="The same id again")), 2),
    BadFile("duplicated-keys.jsonl", b'{"title": "First", "title": "Last"}\n', 1, titles=("Last",)),
    BadFile("html-title.jsonl", lines(good(title="On <i>E. coli</i> &amp;amp; H<sub>2</sub>O")), 1, titles=("On E. coli & H₂O",)),
    BadFile("script-in-title.jsonl", lines(good(title="<script>alert(1)</script>Safe")), 1, titles=("Safe",)),
    BadFile("less-than-in-title.jsonl", lines(good(title="If a < b then b > a")), 1, titles=("If a < b then b > a",)),
    BadFile("control-characters.jsonl", lines(good(title="Bell\u0007 and\u0000 zero\u202e")), 1, titles=("Bell and zero",)),
    BadFile("raw-control-character.jsonl", b'{"title": "Raw \x07 bell"}\n' + lines(GOOD), 1, 1, "JSON object"),
    BadFile("raw-nul.jsonl", lines(GOOD) + b"\0\0\0\0" + b"\n" + lines(GOOD), 2),
    BadFile("lone-surrogate.jsonl", b'{"title": "Half \\ud800 pair"}\n' + lines(GOOD), 1, 1, "surrogate"),
    BadFile("crlf.jsonl", lines(GOOD, GOOD).replace(b"\n", b"\r\n"), 2),
    BadFile("cr-only.jsonl", lines(GOOD, GOOD).replace(b"\n", b"\r"), 2),
    BadFile("utf8-mark.jsonl", b"\xef\xbb\xbf" + lines(GOOD), 1),
    BadFile("utf16.jsonl", lines(GOOD, good(title="Größe")).decode().encode("utf-16"), 2, titles=("Größe",)),
    BadFile("utf16-without-mark.jsonl", lines(GOOD, GOOD).decode().encode("utf-16-le"), 2),
    BadFile("utf16-half-a-character.jsonl", lines(GOOD).decode().encode("utf-16") + b"\x41", 1, 1, "half of one"),
    BadFile("windows-1252.jsonl", '{"title": "Größe und Maß"}\n'.encode("cp1252"), 1, titles=("Größe und Maß",)),
    BadFile("neither-encoding.jsonl", b'{"title": "\xc3\xa4 and \xe4 and \x81"}\n' + lines(GOOD), 1, 1, "neither UTF-8 nor"),
    BadFile("line-of-20-mib.jsonl", lines(GOOD) + b'{"title": "' + b"x" * (20 << 20) + b'"}\n' + lines(GOOD), 2, 1, "16 MiB"),
    BadFile("20-mib-without-line-end.jsonl", lines(GOOD) + b'{"title": "' + b"x" * (20 << 20), 1, 1, "16 MiB"),
    BadFile("deep-nesting.jsonl", nested(100_000) + b"\n" + lines(GOOD), 1, 1, "JSON object"),
    BadFile("other-things-on-lines.jsonl", lines(GOOD, b"[1]", b"null", b"3", b'"text"'), 1, 4, "JSON object (received: list)"),
    BadFile("array-line-by-line.json", b"[\n" + json.dumps(GOOD).encode() + b",\n" + json.dumps(GOOD).encode() + b"\n]\n", 2),
    BadFile("not-a-number.jsonl", b'{"title": "NaN", "year": NaN}\n' + lines(GOOD), 1, 1, "JSON object"),
    BadFile("long-id.jsonl", lines(good(id="x" * 600)), 0, 1, "key of 1 to 500"),
    BadFile("long-source.jsonl", lines(good(source="x" * 200)), 0, 1, "source"),
    BadFile("empty-objects.jsonl", lines({}, GOOD), 1, 1, "needs a title"),
    BadFile("snapshot-wrong-types.jsonl", lines(SNAPSHOT | {"versions": "v1", "doi": None}, SNAPSHOT | {"id": 5}), 1, 1, "arXiv paper has a number"),
    BadFile("snapshot-no-number.jsonl", lines(SNAPSHOT | {"id": "9999.99999"}, SNAPSHOT), 1, 1, "arXiv paper has a number"),
    BadFile("snapshot-bad-date.jsonl", lines(SNAPSHOT | {"versions": [{"created": "Mon, 99 Foo"}]}, SNAPSHOT), 2, 0, "calendar"),
    BadFile("hub-cut-2026-07-24.json", json.dumps([HUB, HUB, HUB]).encode()[:-40], 2, 1, "holds one whole value"),
    BadFile("hub-without-papers.json", json.dumps([HUB, {"paper": None}, 5, "text"]).encode(), 1, 3, "`paper`"),
    BadFile("hub-no-day.json", json.dumps([{"paper": HUB["paper"], "numComments": 1}]).encode(), 0, 1, "day of its list"),
    BadFile("hub-wrong-types-2026-07-24.json", json.dumps([hub(upvotes="many"), hub(authors=3), hub(upvotes="12")]).encode(), 3, 0, "`upvotes` is a whole number"),
    BadFile("hub-not-python-2026-07-24.json", json.dumps([HUB, "{'paper': __import__('os')}"]).encode(), 1, 1, "JSON object"),
    BadFile("json-feed-cut.json", b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "One"}, {"id', 1, 1, "one whole JSON object"),
    BadFile("json-feed-wrong-items.json", b'{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}', 0, 1, "`items` is a list"),
    BadFile("ledger-bad-place.jsonl", lines({"id": "s1", "title": "T", "lists": ["1-2"], "tldr": "t"}, {"id": "s2", "title": "U", "lists": None, "tldr": "t"}), 2, 0, "001:13"),
]  # fmt: skip
