"""Display names of fields: the code where it is arXiv's (cs.LG), else the family's name, else the source's own keyword in
words."""

from __future__ import annotations

from broadsheet.papers.families import FAMILIES
from broadsheet.papers.taxonomy import is_arxiv_field

_ACRONYMS = {"llm": "LLM", "rl": "RL"}


def spaced(slug: str) -> str:
    return FAMILIES.get(slug) or " ".join(_ACRONYMS.get(word, word) for word in slug.split("-"))


def short_name(code: str, name: str) -> str:
    return code if is_arxiv_field(code) else full_name(code, name)


def full_name(code: str, name: str) -> str:
    return spaced(code) if name in ("", code) else name
