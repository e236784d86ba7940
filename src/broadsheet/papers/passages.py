"""Passages of an abstract marked on its page: elements around places of the source text, LaTeX rendered in between.

Characters of a private-use plane stand for the tags while the text is rendered. A passage that would not nest with
the elements that its text becomes, such as emphasis that reaches beyond it, stays unmarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from broadsheet.papers.mathml import paragraphs_to_html

_FIRST, _LAST = 0x100000, 0x10FFFD
_STANDINS = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>", re.I)


class Passage(NamedTuple):
    start: int
    end: int
    name: str
    """Of the element's id; empty: without one."""
    is_marked: bool
    """As what matters most on its page (`mark`), or only as a place to link to."""


def marked_paragraphs(text: str, passages: Sequence[Passage]) -> SafeString:
    """As `paragraphs_to_html`; passages that overlap others are left out, the later ones."""
    chosen = list(_apart(passages))[: (_LAST - _FIRST) // 2]
    if not chosen or _STANDINS.search(text):
        return paragraphs_to_html(text)
    return mark_safe(_marked(paragraphs_to_html(_with_standins(text, chosen)), chosen))


def _apart(passages: Iterable[Passage]) -> Iterable[Passage]:
    end = 0
    for passage in sorted(passages, key=lambda each: (each.start, not each.is_marked)):
        if end <= passage.start < passage.end:
            yield passage
            end = passage.end


def _with_standins(text: str, passages: Sequence[Passage]) -> str:
    parts, at = list[str](), 0
    for number, passage in enumerate(passages):
        opening, closing = chr(_FIRST + 2 * number), chr(_FIRST + 2 * number + 1)
        parts += text[at : passage.start], opening, text[passage.start : passage.end], closing
        at = passage.end
    return "".join((*parts, text[at:]))


def _marked(html: str, passages: Sequence[Passage]) -> str:
    """Every stand-in goes; a pair whose text between nests becomes an element."""
    pieces, found = _STANDINS.split(html), _STANDINS.findall(html)
    for at, standin in enumerate(found):
        number, is_closing = divmod(ord(standin) - _FIRST, 2)
        is_pair = not is_closing and found[at + 1 : at + 2] == [chr(ord(standin) + 1)]
        if is_pair and _nests(pieces[at + 1]):
            passage = passages[number]
            element = "mark" if passage.is_marked else "span"
            name = f' id="{passage.name}"' if passage.name else ""
            pieces[at + 1] = f"<{element}{name}>{pieces[at + 1]}</{element}>"
    return "".join(pieces)


def _nests(html: str) -> bool:
    """Whether every element that begins here ends here."""
    open_names: list[str] = []
    for tag in _TAG.finditer(html):
        if tag[3]:
            continue
        if not tag[1]:
            open_names.append(tag[2])
        elif not open_names or open_names.pop() != tag[2]:
            return False
    return not open_names
