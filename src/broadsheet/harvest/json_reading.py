"""Read JSON files: an object a line, or one document; broken parts are yielded as Rejected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from broadsheet.errors import InputError
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import (
    Line,
    declared_encoding,
    decode,
    head_text,
    lines,
    plausible_windows_1252,
    read_bytes,
    set_aside,
    undecoded,
)

DETECT_LINES = 20


class Item(NamedTuple):
    """One object of a file."""

    locator: str
    value: dict[str, Any]
    encoding: str = ""
    """Named only where it had to be guessed."""


def objects(file: BinaryIO) -> Iterator[Item | Rejected]:
    """One object a line. Blank lines, and the brackets and commas of an array written line by line, are skipped."""
    for line in lines(file):
        if isinstance(line, Rejected):
            yield line
            continue
        raw = line.raw
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            found = _again(line, error)
            if found is not None:
                yield found
            continue
        yield Item(line.locator, value) if type(value) is dict else _not_an_object(line.locator, value, raw)


def first_objects(head: bytes) -> list[dict[str, Any]]:
    """The whole objects among the first lines, for `detect`."""
    start = head_text(head) if declared_encoding(head) else head.decode("utf-8", "replace")
    found = []
    for line in start.splitlines()[:DETECT_LINES]:
        try:
            value = orjson.loads(line.strip().rstrip(","))
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def document(file: BinaryIO) -> tuple[Any, Rejected | None]:
    """(value, trouble). Of an array cut short, the whole items before the cut; None if nothing can be read."""
    data, trouble = read_bytes(file)
    text, _ = decode(data)
    if damaged := undecoded(data, text):
        return None, damaged
    text = text.lstrip("\ufeff")
    try:
        return orjson.loads(text.encode("utf-8", "replace")), trouble
    except orjson.JSONDecodeError as error:
        reason = InputError("A JSON file holds one whole value", str(error), "Fetch the file again.")
        items = whole_items(text)
        return items or None, trouble or set_aside("file", reason, text[max(0, error.pos - 100) :])


def whole_items(text: str) -> list[Any]:
    """The items of a JSON array up to the first that is broken."""
    decoder = json.JSONDecoder()
    items: list[Any] = []
    at = _skip(text, 0)
    if not text.startswith("[", at):
        return items
    at = _skip(text, at + 1)
    while at < len(text):
        try:
            _, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            break
        items.append(_strict(text[at:end]))
        at = _skip(text, end)
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
    return items


def _strict(text: str) -> Any:
    """Parse strictly; None for what the standard library accepts but JSON forbids: NaN, half of a surrogate pair."""
    try:
        return orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _again(line: Line, error: orjson.JSONDecodeError) -> Item | Rejected | None:
    raw = line.raw.strip(b" \t\r\n\0\x1a")
    bare = raw.removesuffix(b",")
    if bare in (b"", b"[", b"]"):
        return None
    guess = plausible_windows_1252(bare) if not _is_utf8(bare) else None
    if guess is not None or bare != line.raw:
        try:
            value = orjson.loads(bare if guess is None else guess.encode())
        except orjson.JSONDecodeError:
            pass
        else:
            if type(value) is not dict:
                return _not_an_object(line.locator, value, raw)
            return Item(line.locator, value, "" if guess is None else "cp1252")
    reason = "it is neither UTF-8 nor Windows-1252" if not _is_utf8(raw) and guess is None else str(error)
    rule = InputError("A line holds one JSON object", reason, "Correct the line and import the file again.")
    return set_aside(line.locator, rule, raw)


def _not_an_object(locator: str, value: Any, raw: bytes) -> Rejected:
    rule = InputError("A record is a JSON object", type(value).__name__, 'Write it as {"title": …}.')
    return set_aside(locator, rule, raw)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
