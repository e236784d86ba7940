"""Cutting text to a length."""

from __future__ import annotations

from django.utils.html import escape

MOST_BYTES = 700
"""In HTML. A text without spaces, as in Chinese, is one line of the message, of which servers take 998 bytes."""


def shortened(text: str, limit: int) -> str:
    """Cut between words; one line."""
    text = " ".join(text.split())
    cut = _cut(text, limit)
    while takes_bytes(cut) > MOST_BYTES:
        limit = limit * 9 // 10
        cut = _cut(text, limit)
    return cut


def takes_bytes(text: str) -> int:
    return len(escape(text).encode())


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut[: cut.rfind(" ")] if " " in cut else cut).rstrip(" ,;:.–—-") + "…"
