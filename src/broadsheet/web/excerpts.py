"""The first lines of an abstract: cut between words, never inside a formula."""

from __future__ import annotations

import re

_DOLLARS = re.compile(r"(?<!\\)\$+")


def excerpt(text: str, limit: int) -> str:
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: text.rfind(" ", 0, limit) if " " in text[:limit] else limit]
    if "$" in cut or "\\" in cut:
        cut = _outside_formula(cut)
    return cut.rstrip(" ,;:.–—-") + "\u00a0…"


def _outside_formula(cut: str) -> str:
    if cut.count("\\(") > cut.count("\\)"):
        cut = cut[: cut.rfind("\\(")]
    if cut.count("\\begin") > cut.count("\\end"):
        cut = cut[: cut.find("\\begin")]
    dollars = [match.start() for match in _DOLLARS.finditer(cut)]
    return cut[: dollars[-1]] if len(dollars) % 2 else cut
