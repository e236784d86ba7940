"""Lines of our logs. Some addresses open a reader's choices to whoever holds them: their tokens are left out, from
whatever part of a line (path, query, referrer, traceback), so that a log can be shown to others."""

from __future__ import annotations

import logging
import re

_SLASH, _COLON = r"(?:/|%(?:25)*2[Ff])", r"(?::|%(?:25)*3[Aa])"
"""As they are, or percent-encoded, perhaps more than once."""
_TOKEN = re.compile(
    rf"({_SLASH}digest{_SLASH}(?:confirm|reader){_SLASH}(?:\d+-\d+)?)[^/\s\"'<>?&]+"
    rf"|(\b\d+-\d+)(?:{_COLON}\w{{5,8}})?{_COLON}[\w-]{{20,}}"
)
"""All that follows such an address, cut or mutilated as it may be; elsewhere, what a signer makes of a reader's name
(`digests/links.py`). The reader's number stays."""


def without_tokens(text: str) -> str:
    return _TOKEN.sub(lambda found: f"{found[1] or found[2]}[token]", text)


class Formatter(logging.Formatter):
    """As the standard one, for lines with their tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))
