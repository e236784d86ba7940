"""LaTeX's text mode: accents, quotes, dashes, links and emphasis. Pages and plain text differ only in hooks."""

from __future__ import annotations

import re

from broadsheet.papers.latex_reader import Reader
from broadsheet.papers.latex_symbols import ACCENTS, accented, subscript, superscript

_EM_DASH = re.compile(r"(?<![-!<|])---(?![->|])")
_EN_DASH = re.compile(r"(?<=[\w)])--(?=[\w(])")
_ESCAPED_QUOTE = re.compile(r'(?<![\w{}\\])\\"(?=\w)|(?<=[\w.,!?)])\\"(?=[\s.,;:!?)\]]|$)')
_QUOTED_KEY = re.compile(r'(?<=\{)\\"(?=\w[^{}\\]*\\")')
_CLOSING_QUOTE = re.compile(r'\\"(?=[\s.,;:!?)\]]|$)')
_APOSTROPHE = re.compile(r"(?<=\w)\\'(?=(?:s|t|m|d|re|ve|ll)(?:[\s.,;:!?]|$))")
_LITERAL_GROUP = re.compile(r"[,\"=]|:(?!//)")
_STYLES = {
    **dict.fromkeys(("emph", "textit", "textsl"), "em"),
    **dict.fromkeys(("textbf", "bold"), "strong"),
    "texttt": "code",
}
_SCRIPTS = {"textsubscript": "sub", "textsuperscript": "sup"}
_SIGNS = {"S": "§", "P": "¶"}
"""In mathematics these names are the authors' own: `\\P(X)`."""
_OPENING = frozenset("“‘„‚«‹—–")
"""Signs after which the space in the source only ends their name."""
_DASHES = {"--": "–", "---": "—"}
_MOST_OPTIONS = 3
_BREAKS = frozenset({"\\", "newline", "linebreak", "par"})
_CITATION = re.compile(r"(?:[cC]ite\w*|\w+cite|(?:eq|auto|c|C)?ref)\*?")
_ADDRESS_ESCAPE = re.compile(r"\\([_%#&~$\\])")


def typography(text: str) -> str:
    """Quotes and dashes as they are printed; options (`--help`) and rules (`-----`) stay."""
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    if "--" in text:
        text = _EN_DASH.sub("–", _EM_DASH.sub("—", text))
    return text


def straighten_quotes(text: str) -> str:
    """Some sources escape quotes as a programming language does; `\\"word\\"` is no umlaut."""
    if '\\"' in text and _CLOSING_QUOTE.search(text):
        text = _ESCAPED_QUOTE.sub('"', _QUOTED_KEY.sub('"', text))
    return _APOSTROPHE.sub("'", text) if "\\'" in text else text


def plain_address(source: str) -> str:
    """The address inside `\\url{...}` without LaTeX's escapes."""
    return _ADDRESS_ESCAPE.sub(r"\1", source).strip()


class ProseReader(Reader):
    """To plain text; `styled`, `script` and `link` are what a page overrides."""

    inside_link = False

    def plain(self, chunk: str) -> str:
        return typography(chunk)

    def styled(self, style: str, body: str) -> str:
        return body

    def script(self, level: str, body: str) -> str:
        return subscript(body) if level == "sub" else superscript(body)

    def link(self, address: str, body: str) -> str:
        if not body or address.removesuffix("/").endswith(body.removesuffix("/")):
            return self.plain(address)
        return f"{body} ({self.plain(address)})"

    def special(self, character: str, out: list[str]) -> None:
        out.append(self._tilde(out) if character == "~" else self.plain(character))

    def _tilde(self, out: list[str]) -> str:
        """A tie is a space; but `~5 ms`, `1.5~7.0` and `x.edu/~name` mean the sign itself."""
        before, after = (out[-1][-1:] if out else " "), self.peek()[:1] or " "
        if before.isspace():
            return "" if after.isalpha() else "~"
        if after.isspace():
            return ""
        return "~" if before == "/" or (before.isdecimal() and after.isdecimal()) else " "

    def group(self) -> str:
        """Braces group, unless they are the text's own: `{"key": 1}`, `{yes, no}`."""
        following = self.peek()
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        if after == "}" and following in _DASHES:
            self.at += 2
            return self.plain(_DASHES[following])
        literal = after == "}" and following[0] != "\\" and _LITERAL_GROUP.search(following)
        body = super().group()
        return self.plain("{") + body + self.plain("}") if literal else body

    def macro(self, name: str, out: list[str]) -> bool:
        if name in ACCENTS:
            out.append(self._accent(name))
        elif name in _STYLES:
            out.append(self.styled(_STYLES[name], self.argument_of_style()))
        elif name in _SCRIPTS:
            out.append(self.script(_SCRIPTS[name], self.argument()))
        elif name == "url":
            out.append(self.link(plain_address(self.raw_argument() or self._bare_word()), ""))
        elif name == "href":
            address = plain_address(self.raw_argument())
            out.append(self.link(address, self._link_text()))
        elif name in _SIGNS:
            out.append(self.plain(_SIGNS[name]))
        elif name in _BREAKS:
            self.optional_argument()
            out.append(" ")
        elif name == "footnote":
            self.optional_argument()
            out.append(f" ({self.argument()})")
        elif _CITATION.fullmatch(name):
            self._citation(out)
        else:
            return False
        return True

    def argument_of_style(self) -> str:
        """`\\emph{...}`'s braces are never the text's own."""
        if self.peek() == "{":
            self.at += 1
            return Reader.group(self)
        return self.argument()

    def symbol(self, name: str, symbol: str, out: list[str]) -> None:
        if symbol in _OPENING or (len(symbol) == 1 and symbol.isalpha() and ord(symbol) < 0x250):
            self.skip_space()  # "\o re": the space ends the name
        out.append(self.plain(symbol))

    def _link_text(self) -> str:
        outer, self.inside_link = self.inside_link, True
        body = self.argument()
        self.inside_link = outer
        return body

    def _accent(self, name: str) -> str:
        if not name.isalpha():
            body = self.argument() if not self.peek()[:1].isspace() else ""
            marked = accented(body, ACCENTS[name])
            return marked if marked != body else self.plain(name) + body
        if self.peek()[:1] not in ("{", "\\", " "):
            return self.unknown(name)
        return accented(self.argument(), ACCENTS[name])

    def _bare_word(self) -> str:
        if self.at >= len(self.tokens) or self.peek()[0] in "\\{}^_$~&":
            return ""
        word, space, rest = self.peek().lstrip().partition(" ")
        if space:
            self.tokens[self.at] = space + rest
        else:
            self.at += 1
        return word

    def _citation(self, out: list[str]) -> None:
        """Nothing is left of it, nor of the space before it."""
        for _ in range(_MOST_OPTIONS):
            if self.option() is None:
                break
        self.raw_argument()
        while out and out[-1] in ("~", " "):
            out.pop()
        if out:
            out[-1] = out[-1].rstrip()
