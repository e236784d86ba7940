"""Clean the text that sources send: remove markup, entities and invisible characters, and keep the meaning.

Sources differ: some send HTML or JATS, some escape twice, and most send plain text in which `a < b`,
`$x<y$` and `<EOS>` are meant. Only names that journals use for markup count as tags.
"""

from __future__ import annotations

import re
from html import unescape

from broadsheet.papers.latex_symbols import subscript, superscript
from broadsheet.papers.normal_forms import normalize

_CHARACTER_MARKUP = (
    "b big bold em font i italic monospace sc scp small span strike strong tt u underline roman sans-serif"
)
_BLOCK_MARKUP = "blockquote br center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre sec ul"
_PREFIXED = r"(?:jats|mml|m|xhtml|ns\d):[a-z][\w-]*"
_ATTRIBUTES = r"""(?:\s+[a-z_:][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>=`]+))*"""


def _tag(names: str) -> str:
    return rf"</?(?:{names}){_ATTRIBUTES}\s*/?>"


_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_HIDDEN = tuple(
    (re.compile(opening, re.I), re.compile(closing, re.I))
    for opening, closing in (
        (r"<!--", r"-->"),
        (r"<script\b[^<>]*>", r"</script\s*>"),
        (r"<style\b[^<>]*>", r"</style\s*>"),
    )
)
_SCRIPT = re.compile(rf"<(?:jats:)?(sub|sup|inf){_ATTRIBUTES}\s*>([^<>]*)</(?:jats:)?\1\s*>", re.I)
_BLOCK = re.compile(
    _tag("(?:jats:)?(?:" + _BLOCK_MARKUP.replace(" ", "|") + "|title)") + r"(?<!<title>)", re.I
)
_CHARACTER = re.compile(
    _tag(_CHARACTER_MARKUP.replace(" ", "|") + "|sub|sup|inf|" + _PREFIXED)
    + rf"|<a{_ATTRIBUTES[:-1]}+\s*>|</a\s*>",
    re.I,
)
_ENTITY = re.compile(r"&(?:(?:amp|#38|#x26);)*(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
"""However often its ampersand was escaped."""
MOST_LAYERS = 12
"""Depth to which nested markup and nested entities are resolved. Feeds escape twice; what lies deeper stays."""

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")


def clean_line(text: str) -> str:
    """One line of plain text, NFC, with single spaces: a title, a name, a sentence."""
    if "<" in text or "&" in text:
        text = _without_markup(text)
    return _plain(text)


def clean_text(text: str) -> str:
    """The same for running text: paragraphs stay, apart by one empty line."""
    if "<" in text or "&" in text:
        text = _without_markup(text)
    if not text.isascii() or not text.isprintable():
        text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
        text = _NOT_TEXT.sub("", text)
    if "\n" not in text:
        return _plain(text)
    return "\n\n".join(line for part in _PARAGRAPH.split(text) if (line := _plain(part)))


def plain_line(text: str) -> str:
    """The same of text that is known to hold no markup: a `<b>` in it stays."""
    return _plain(text)


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    # Removing a character can bring two spaces, or a letter and its accent, together.
    return normalize("NFC", " ".join(_NOT_TEXT.sub("", line).split()))


def _without_markup(text: str) -> str:
    """Remove markup until nothing changes, because feeds escape twice: `&amp;lt;i&amp;gt;`."""
    for _ in range(MOST_LAYERS):
        before = text
        if "<" in text:
            text = _without_hidden(_CDATA.sub("", text))
            text = _SCRIPT.sub(_script, text)
            text = _BLOCK.sub(_block, text)
            text = _CHARACTER.sub("", text)
        if "&" in text:
            text = _ENTITY.sub(lambda entity: unescape(f"&{entity.group(1)};"), text)
        if text == before:
            break
    return text


def _without_hidden(text: str) -> str:
    """Comments, scripts and styles go with what is in them; an unclosed one is text."""
    for opening, closing in _HIDDEN:
        shown, at = list[str](), 0
        while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
            shown.append(text[at : start.start()])
            at = end.end()
        text = "".join((*shown, text[at:])) if at else text
    return text


def _script(match: re.Match[str]) -> str:
    raised = match.group(1).lower() == "sup"
    body = match.group(2).strip()
    return superscript(body) if raised else subscript(body)


def _block(match: re.Match[str]) -> str:
    name = match.group().strip("</>").split()[0].lower()
    return "\n" if name.endswith("br") else "\n\n"
