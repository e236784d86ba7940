"""LaTeX in titles, abstracts and names as Unicode plain text: for search, mail and plain text."""

from __future__ import annotations

import re
from functools import lru_cache

from broadsheet.papers.latex_prose import ProseReader, straighten_quotes, typography
from broadsheet.papers.latex_reader import Reader
from broadsheet.papers.latex_spans import Span, join_math, split_math
from broadsheet.papers.latex_symbols import FUNCTIONS, subscript, superscript

_TIGHT = ((" ;", ";"), ("( ", "("), (" )", ")"), ("⟨ ", "⟨"), (" ⟩", "⟩"))
_SPACES = re.compile(r"[ \t]{2,}")


def to_unicode(text: str) -> str:
    """Readable whatever comes in; text without LaTeX comes back as it is."""
    if "\\" not in text and "$" not in text:
        return typography(text) if "``" in text or "--" in text else text
    prose, spans = split_math(text)
    if "\\" in prose or "{" in prose or "~" in prose:
        prose = ProseReader(straighten_quotes(prose)).read()
    elif "``" in prose or "--" in prose:
        prose = typography(prose)
    return _SPACES.sub(" ", join_math(prose, spans, _span)).strip()


def _span(span: Span) -> str:
    return f" {math_to_unicode(span.source)} " if span.display else math_to_unicode(span.source)


@lru_cache(maxsize=16_384)
def math_to_unicode(source: str) -> str:
    """One formula, without its delimiters."""
    if source.isalnum():
        return source
    text = " ".join(MathReader(source).read().split())
    for before, after in _TIGHT:
        text = text.replace(before, after)
    return text


class MathReader(Reader):
    def special(self, character: str, out: list[str]) -> None:
        if character in "^_":
            body = " ".join(self.argument().split())
            out.append(superscript(body) if character == "^" else subscript(body))
        elif character in "~&":
            out.append(" ")

    def macro(self, name: str, out: list[str]) -> bool:
        if name in FUNCTIONS:
            out.append(self._function(name, out))
        elif name == "operatorname":
            out.append(self._function(self.argument(), out))
        elif name == "\\":
            self.optional_argument()
            out.append("; ")
        else:
            return False
        return True

    def _function(self, name: str, out: list[str]) -> str:
        before = " " if out and out[-1][-1:].isalnum() else ""
        following = self.peek()
        after = " " if following[:1].isalnum() or following[:1] == "\\" else ""
        return before + name + after

    def symbol(self, name: str, symbol: str, out: list[str]) -> None:
        """A space after a letter only ends its name (`\\Delta t`); around an operator it is meant."""
        if not name.isalpha():
            out.append(symbol)
        elif symbol.isalpha() or symbol in _PREFIXES:
            self.skip_space()
            out.append(symbol)
        else:
            following = self.peek()
            spaced = following[:1].isspace() and out and (out[-1][-1:].isalnum() or out[-1][-1:] in ")]}")
            out.append(" " + symbol if spaced else symbol)


_PREFIXES = frozenset("∂∇√∑∏∫∮¬∀∃#") | {"|", "‖", "⟨", "⟩", "⌈", "⌉", "⌊", "⌋"}
