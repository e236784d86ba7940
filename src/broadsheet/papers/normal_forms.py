"""Unicode's normal forms in time that grows with the text alone.

The standard library sorts the marks behind one letter by insertion: 40,000 of them take a second. They are sorted
here first wherever there are more than any language writes, so that it finds nothing to move.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

LONG_RUN = 32
_MARKS = re.compile(f"(?:[^\\w\\s\x00-\x7f]|[\uff9e\uff9f]){{{LONG_RUN},}}")
"""Every mark that moves is in it, and other signs too. Two letters of half width are marks to compatibility forms."""


def normalize(form: Form, text: str) -> str:
    """The same as `unicodedata.normalize`."""
    if _beyond_ascii(text) >= LONG_RUN:
        decomposed: Form = "NFKD" if "K" in form else "NFD"
        text = _MARKS.sub(lambda run: _in_order(run.group(), decomposed), text)
    return unicodedata.normalize(form, text)


def _beyond_ascii(text: str) -> int:
    """At least as many as its characters beyond ASCII; known sooner than by looking at each for a run of marks."""
    return len(text.encode("utf-8", "surrogatepass")) - len(text)


def caseless(text: str) -> str:
    """Without differences of case and of compatibility forms (`ﬃ`, `𝛽`, full width), its accents apart: Unicode's
    compatibility caseless matching (D146)."""
    return normalize("NFKD", normalize("NFKD", text).casefold())


def _in_order(run: str, form: Form) -> str:
    """Its characters taken apart, the marks between two others by their classes: canonical ordering (UAX 15)."""
    apart = "".join(unicodedata.normalize(form, character) for character in run)
    groups = groupby(apart, key=lambda character: unicodedata.combining(character) != 0)
    return "".join(
        "".join(sorted(group, key=unicodedata.combining) if marks else group) for marks, group in groups
    )
