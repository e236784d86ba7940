"""Plain text as Markdown: what would be read as markup is not."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"([\\`*\[\]<])|&(?=#?\w+;)|(?<![^\W_])(_)|(_)(?![^\W_])")
"""An underscore within a word is none of markup's."""
_AT_START = re.compile(r"^([^\S\n]*)([#>+=~-]|\d+[.)](?=\s))", re.MULTILINE)
_AT_END = re.compile(r"(?<=\s)#+$", re.MULTILINE)
"""Which would close a heading."""


def escaped(text: str) -> str:
    text = _ANYWHERE.sub(lambda match: "\\" + match.group(), text)
    return _AT_END.sub(r"\\\g<0>", _AT_START.sub(_shielded, text))


def line(text: str) -> str:
    return escaped(" ".join(text.split()))


def link(text: str, address: str) -> str:
    return f"[{line(text)}](<{address.replace('<', '%3C').replace('>', '%3E')}>)"


def _shielded(match: re.Match[str]) -> str:
    space, mark = match.group(1), match.group(2)
    return f"{space}{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"{space}\\{mark}"
