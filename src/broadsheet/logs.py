"""Format of log lines, with secret tokens left out.

Some addresses open a subscriber's choices to whoever has them. Their tokens are removed from every part of a line
(path, query, referrer, traceback), so that a log can be shown to others."""

from __future__ import annotations

import logging
import re

_SLASH, _COLON = r"(?:/|%(?:25)*2[Ff])", r"(?::|%(?:25)*3[Aa])"
"""A slash and a colon, plain or percent-encoded once or several times."""
_TOKEN = re.compile(
    rf"({_SLASH}digest{_SLASH}(?:confirm|reader){_SLASH}(?:\d+-\d+)?)[^/\s\"'<>?&]+"
    rf"|(\b\d+-\d+)(?:{_COLON}\w{{5,8}})?{_COLON}[\w-]{{20,}}"
)
"""Whatever follows such an address, complete or cut short; elsewhere, the signature of a reader's name
(`digests/links.py`). The reader's number stays."""


def without_tokens(text: str) -> str:
    return _TOKEN.sub(lambda found: f"{found[1] or found[2]}[token]", text)


class Formatter(logging.Formatter):
    """The standard formatter, with tokens removed from the line and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))
