"""What a message says, with placeholders where each reader's own will stand."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from broadsheet.digests.pictures import Image

_MARK = secrets.token_hex(12)
"""New in each process, so that no paper can contain a placeholder. Plain letters survive every encoding."""
RECIPIENT = f"reader@{_MARK}.invalid"
IDENTITY = f"<identity@{_MARK}.invalid>"
DATE = f"date.{_MARK}.invalid"
PREFERENCES = f"https://preferences.{_MARK}.invalid"
UNSUBSCRIBE = f"https://unsubscribe.{_MARK}.invalid"
LONGEST_LINE = 800
"""Bytes. Mail with a line of more than 998 would have to be encoded, which may cut a placeholder in two."""


def place(name: str) -> str:
    """A placeholder of that name."""
    return f"{name}.{_MARK}.invalid"


class Content(NamedTuple):
    subject: str
    text: str
    html: str
    images: tuple[Image, ...] = ()
    """Named in the HTML by their `cid`."""


def in_short_lines(html: str) -> str:
    """Lines that are too long are broken where a space stands, which in HTML means the same."""
    return "\n".join(map(_broken, html.split("\n")))


def _broken(line: str) -> str:
    if len(line.encode()) <= LONGEST_LINE:
        return line
    kept: list[str] = [""]
    for word in line.split(" "):
        if len(kept[-1].encode()) + len(word.encode()) > LONGEST_LINE:
            kept.append(word)
        else:
            kept[-1] += (" " if kept[-1] else "") + word
    return "\n".join(kept)
