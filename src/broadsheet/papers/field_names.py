"""Display names of fields: the code where it is established (cs.LG), else the source's own keyword in words."""

from __future__ import annotations

_ACRONYMS = {"llm": "LLM", "rl": "RL", "qd": "QD", "q": "Q"}


def spaced(slug: str) -> str:
    return " ".join(_ACRONYMS.get(word, word) for word in slug.split("-"))


def short_name(code: str, name: str) -> str:
    return spaced(code) if name in (code, spaced(code)) else code


def full_name(code: str, name: str) -> str:
    return spaced(code) if name in ("", code) else name
