"""What XML 1.0 can hold."""

from __future__ import annotations

import re

_UNHOLDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Without the characters that no XML document can hold."""
    return _UNHOLDABLE.sub("", text)
