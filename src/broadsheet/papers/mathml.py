"""LaTeX on pages: prose as escaped HTML, mathematics as MathML, made on the server so that pages need no script.

Safe by construction: prose is escaped once, at the end, with one mark in place of each tag; and MathML is written
anew from the converter's tree by an allow-list, so that nothing of its own output reaches the page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString, mark_safe
from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element

from broadsheet.papers.latex_prose import ProseReader, straighten_quotes, typography
from broadsheet.papers.latex_reader import PLAIN_FONTS, SWITCHES
from broadsheet.papers.latex_spans import ENVIRONMENTS, FIRST_MARK, LAST_MARK, MARKS, Span, split_math
from broadsheet.papers.latex_symbols import SYMBOLS

_ELEMENTS = frozenset(
    {
        *(
            "math",
            "menclose",
            "merror",
            "mfenced",
            "mfrac",
            "mi",
            "mmultiscripts",
            "mn",
            "mo",
            "mover",
            "mpadded",
        ),
        *(
            "mphantom",
            "mprescripts",
            "mroot",
            "mrow",
            "ms",
            "mspace",
            "msqrt",
            "mstyle",
            "msub",
            "msubsup",
            "msup",
        ),
        *("mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none"),
    }
)
_ATTRIBUTES = frozenset(
    {
        *(
            "accent",
            "accentunder",
            "columnalign",
            "columnlines",
            "columnspacing",
            "depth",
            "displaystyle",
            "fence",
        ),
        *(
            "form",
            "height",
            "largeop",
            "linethickness",
            "lspace",
            "mathvariant",
            "maxsize",
            "minsize",
            "notation",
        ),
        *(
            "movablelimits",
            "rowlines",
            "rowspacing",
            "rspace",
            "scriptlevel",
            "separator",
            "stretchy",
            "symmetric",
        ),
        "width",
    }
)
_VALUE = re.compile(r"[-+\w.% ]{1,40}")
_VARIANTS = {
    "bold": ("MATHEMATICAL BOLD",),
    "bold-italic": ("MATHEMATICAL BOLD ITALIC",),
    "double-struck": ("DOUBLE-STRUCK", "MATHEMATICAL DOUBLE-STRUCK"),
    "script": ("SCRIPT", "MATHEMATICAL SCRIPT"),
    "fraktur": ("BLACK-LETTER", "MATHEMATICAL FRAKTUR"),
    "sans-serif": ("MATHEMATICAL SANS-SERIF",),
    "monospace": ("MATHEMATICAL MONOSPACE",),
}
_LONGEST_FORMULA = 4_000
_DROPPED = re.compile(
    r"\\(?:label|cite[pt]?|ref|eqref|tag\*?)\s*\{[^{}]*\}|\\(?:nonumber|notag|protect|xspace)\b"
)
_ROW_GAP = re.compile(r"\\\\\s*\[[^\[\]]{1,12}\]")
_TEXT_WITH_MATH = re.compile(r"\\(?:text(?:rm|it|normal)?|[mh]box)\s*\{([^{}$]*\$(?:[^{}]|\{[^{}]*\})*)\}")
_PERCENT = re.compile(r"(?<!\\)%")
_NOTHING = PLAIN_FONTS | SWITCHES
_DEFINITION = re.compile(r"\\(?:\w*def|\w*newcommand|let)\b")  # a definition can grow without bound
_OUTER = re.compile(rf"\s*\\begin\{{({ENVIRONMENTS})\*?\}}(.*)\\end\{{\1\*?\}}\s*", re.S)
_ALIGNED = frozenset({"align", "alignat", "eqnarray", "flalign", "dmath"})
_INNER_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|gathered|split)\}")
_NAME = re.compile(r"\\([a-zA-Z]+)\*?")
_PARAGRAPH = re.compile(r"\n\s*\n")


def to_html(text: str) -> SafeString:
    """A title or a sentence: phrasing content, display formulas set inline."""
    return _to_html(text, block=False)


def paragraphs_to_html(text: str) -> SafeString:
    """An abstract: one `<p>` for each paragraph, display formulas on lines of their own."""
    parts = (part.strip() for part in _PARAGRAPH.split(text))
    return mark_safe("\n".join(f"<p>{_to_html(part, block=True)}</p>" for part in parts if part))


def _to_html(text: str, *, block: bool) -> SafeString:
    if "\\" not in text and "$" not in text:
        return mark_safe(escape(typography(text)))
    prose, spans = split_math(text)
    reader = PageReader(straighten_quotes(prose), first_mark=FIRST_MARK + len(spans))
    pieces = {FIRST_MARK + at: _formula(span, block=block) for at, span in enumerate(spans)}
    plain = reader.read()
    pieces.update(reader.tags)
    return mark_safe(MARKS.sub(lambda mark: pieces.get(ord(mark.group()), ""), escape(plain)).strip())


class PageReader(ProseReader):
    """Writes plain text with marks; `tags` says which tag each mark is."""

    def __init__(self, source: str, first_mark: int) -> None:
        super().__init__(source)
        self.tags: dict[int, str] = {}
        self._next = first_mark

    def styled(self, style: str, body: str) -> str:
        return self._element(f"<{style}>", body, f"</{style}>")

    def script(self, level: str, body: str) -> str:
        return self.styled(level, body)

    def link(self, address: str, body: str) -> str:
        if self.inside_link or not _is_web(address):
            return body or address
        return self._element(f'<a href="{escape(address)}" rel="nofollow noopener">', body or address, "</a>")

    def _element(self, opening: str, body: str, closing: str) -> str:
        if not body or self._next + 1 > LAST_MARK:
            return body
        marks = chr(self._next), chr(self._next + 1)
        self.tags[self._next], self.tags[self._next + 1] = opening, closing
        self._next += 2
        return marks[0] + body + marks[1]


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _formula(span: Span, *, block: bool) -> str:
    if span.source.isdecimal():
        return span.source
    return _mathml(span.source, block=block and span.display)


@lru_cache(maxsize=8_192)
def _mathml(source: str, *, block: bool) -> str:
    if len(source) > _LONGEST_FORMULA or _DEFINITION.search(source):
        return _as_source(source)
    try:
        body = _markup(
            convert_to_element(_prepared(source), display="block" if block else "inline"), top=True
        )
    except _CONVERTER_FAILS:
        return _as_source(source)
    display = ' display="block"' if block else ""
    return f'<math{display} alttext="{escape(" ".join(source.split()))}">{body}</math>'


# The converter's own errors have no common base, and broken LaTeX also ends it in the language's.
_CONVERTER_FAILS: tuple[type[Exception], ...] = (
    *(
        error
        for error in vars(exceptions).values()
        if isinstance(error, type) and issubclass(error, Exception)
    ),
    *(ArithmeticError, AttributeError, LookupError, RecursionError, RuntimeError, TypeError, ValueError),
)


def _as_source(source: str) -> str:
    return f'<span class="tex">{escape(" ".join(source.split()))}</span>'


def _prepared(source: str) -> str:
    source = _PERCENT.sub(r"\\%", _DROPPED.sub("", source))
    source = _INNER_ALIGNED.sub(r"\\\1{align*}", source)
    source = _TEXT_WITH_MATH.sub(_text_apart, _ROW_GAP.sub(r"\\\\ ", source))
    outer = _OUTER.fullmatch(source)
    if not outer:
        return source
    body = outer.group(2)
    return rf"\begin{{align*}}{body}\end{{align*}}" if outer.group(1) in _ALIGNED or r"\\" in body else body


def _text_apart(text: re.Match[str]) -> str:
    """`\\text{if $x$}` as `\\text{if }x`: the converter reads text to its first closing brace."""
    pieces = text.group(1).split("$")
    return "".join(piece if at % 2 else rf"\text{{{piece}}}" for at, piece in enumerate(pieces) if piece)


def _markup(element: Element, *, top: bool = False) -> str:
    text = unescape(element.text or "")
    variant = element.get("mathvariant", "")
    own_name = _NAME.fullmatch(text)
    if own_name:
        text = SYMBOLS.get(own_name.group(1), "" if own_name.group(1) in _NOTHING else own_name.group(1))
    styled = _in_variant(text, variant)
    inside = escape(styled) + "".join(
        _markup(child) + escape(unescape(child.tail or "")) for child in element
    )
    if top or element.tag not in _ELEMENTS:
        return inside
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value) and (name != "mathvariant" or value == "normal")
    )
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _in_variant(text: str, variant: str) -> str:
    """Browsers know no `mathvariant` but normal; Unicode has the letters themselves."""
    prefixes = _VARIANTS.get(variant)
    return "".join(_letter(character, prefixes) for character in text) if prefixes else text


@lru_cache(maxsize=1_024)
def _letter(character: str, prefixes: tuple[str, ...]) -> str:
    if not (character.isascii() and character.isalnum()):
        return character
    kind = "DIGIT" if character.isdigit() else "CAPITAL" if character.isupper() else "SMALL"
    name = unicodedata.name(character).rsplit(" ", 1)[-1]
    for prefix in prefixes:
        try:
            return unicodedata.lookup(f"{prefix} {kind} {name}")
        except KeyError:
            continue
    return character
