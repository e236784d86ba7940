"""Read XML files as a stream, without entities, external document types or the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from lxml import etree

from broadsheet.errors import InputError
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import declared_encoding, head_text, set_aside
from broadsheet.harvest.values import bounded

MAX_NAME_CHARS = 1_000
MAX_OTHERS = 1_000
"""Elements between the wanted ones stay for the caller (a feed's title), but never more than this."""
_FORBIDDEN = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)((?:\s[^<>]*)?)/?>")
_BEFORE_ROOT = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)*", re.S)


def root(head: bytes) -> tuple[str, str]:
    """(local name, attributes as written) of the root element; empty if the head is not XML."""
    text = head_text(head)
    start = _BEFORE_ROOT.match(text)
    found = _ROOT.match(text, start.end() if start else 0)
    return (found[2], found[3]) if found else ("", "")


def elements(file: BinaryIO, *tags: str) -> Iterator[etree._Element | Rejected]:
    """Yield each whole element of these tags (`{namespace}name`), and free it afterwards.

    A file that breaks off or is not well-formed gives what stands before the break, then a Rejected. A file that
    declares entities is refused whole: nothing that we read needs them, and bombs are made of them.
    """
    source = _Filtered(file)
    events = etree.iterparse(
        source,
        events=("start", "end"),
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    wanted, checked, inside, others = set(tags), False, 0, 0
    past: etree._Element | None = None
    try:
        for event, element in events:
            if not checked:
                _refuse_entities(element)
                checked = True
            if past is not None and past is not element:
                _drop(past)
                past = None
            if element.tag in wanted:
                inside += 1 if event == "start" else -1
                if event == "end" and not inside:
                    yield element
                    past = element
            elif event == "end" and not inside:
                others += 1
                past = element if others > MAX_OTHERS else None
    except etree.XMLSyntaxError as error:
        yield _broken(
            source.trouble or InputError("An XML file is well-formed", _message(error), _cure(error)), error
        )
    except InputError as error:
        yield set_aside("file", error)
    if source.removed:
        rule = InputError(
            "XML holds no control characters",
            f"{source.removed} of them",
            "They were left out; the rest was read.",
        )
        yield set_aside("file", rule)


class _Filtered:
    """The file without the control characters that no XML may hold; in UTF-16, where bytes differ, as it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._filter: bool | None = None
        self.removed = 0
        self.trouble: InputError | None = None

    def read(self, size: int = 65_536) -> bytes:
        try:
            piece = self._file.read(size)
        except InputError as error:
            self.trouble = error
            return b""
        if self._filter is None:
            encoding = declared_encoding(piece)
            self._filter = encoding in (None, "utf-8-sig")
        if not self._filter:
            return piece
        cleaned = piece.translate(None, _FORBIDDEN)
        self.removed += len(piece) - len(cleaned)
        return cleaned or (self.read(size) if piece else b"")


def _refuse_entities(element: etree._Element) -> None:
    dtd = cast(etree._ElementTree, element.getroottree()).docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise InputError(
            "XML that declares entities is refused, because entity bombs are made of them",
            "<!ENTITY …>",
            "Take the declarations out if the file is yours.",
        )


def _drop(element: etree._Element) -> None:
    """Take it out of its parent, now that the parser has left it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _broken(rule: InputError, error: etree.XMLSyntaxError) -> Rejected:
    return set_aside(f"line {error.lineno or 0}", rule)


def _message(error: etree.XMLSyntaxError) -> str:
    return re.sub(r" \(<string>.*\)|, line \d+, column \d+.*", "", str(error.msg or error), flags=re.S)


def _cure(error: etree.XMLSyntaxError) -> str:
    return f"What stands before line {error.lineno or 0} was read; fetch the file again for the rest."


def text_of(parent: etree._Element, path: str, namespaces: dict[str, str] | None = None) -> str:
    """All text within the first match, without tags; RecordError if it is too long."""
    return bounded(_text(parent, path, namespaces), re.split("[/:}]", path)[-1])


def name_of(parent: etree._Element, path: str, namespaces: dict[str, str] | None = None) -> str:
    """The beginning of that text, to tell by which record it is."""
    return _text(parent, path, namespaces).strip()[:MAX_NAME_CHARS]


def _text(parent: etree._Element, path: str, namespaces: dict[str, str] | None) -> str:
    found = parent.find(path, namespaces)
    return "" if found is None else "".join(found.itertext(with_tail=False))
