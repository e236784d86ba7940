"""Any RSS, Atom or JSON feed: journals, blogs, laboratories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from broadsheet.errors import InputError
from broadsheet.harvest import feed_json, feed_xml
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import decode, head_text, read_bytes, set_aside, undecoded
from broadsheet.papers.record import Record

PRIORITY = 60
MAX_FEED_BYTES = 16 << 20
_ROOTS = re.compile(r"<(?:rss|feed|rdf:RDF|\w+:feed|\w+:RDF)[\s>]", re.I)
_JSON = re.compile(r'"version"\s*:\s*"https?://jsonfeed\.org/version/')
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^<>]*\?>")
_ENTITY = re.compile(r"<!ENTITY\s", re.I)


def detect(head: bytes, filename: str) -> bool:
    text = head_text(head).lstrip()
    if text.startswith("{"):
        return bool(_JSON.search(text))
    return text.startswith("<") and bool(_ROOTS.search(text[:4_000]))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    data, trouble = read_bytes(file, MAX_FEED_BYTES)
    text, encoding = decode(data)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        if damaged := undecoded(data, text):
            yield damaged
            return
        yield from feed_json.entries(text.lstrip("\ufeff"))
    elif declared := _ENTITY.search(text):
        rule = InputError("XML that declares entities is refused, because entity bombs are made of them")
        yield set_aside("file", rule, text[declared.start() :])
    else:
        yield from feed_xml.entries(
            _DECLARATION.sub("", text).encode() if "16" in encoding or "32" in encoding else data
        )
    if trouble:
        yield trouble
