"""Texts that are hard for somebody: one piece over and over, openings without their closings, and the reverse."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Make = Callable[[int], str]
"""A text of about this many characters."""

PIECES = (
    *"{}$\\&;<>\"',.-_^~%@()[]\n \t\u0301|/:#*`=",
    *("1", "a", "A", "é", "漢", "ﬁ", "İ", "\u200b", "\u0316\u0300", "\uff9e\u0301", "a1", "aB", "a b", "a "),
    *(" and ", "--", "``", "\\(", "\\[", "\\\\", "\\$", "$a", "$ the ", "\n\n", " \n", "\n#"),
    *("&amp;", "amp;", "&lt;", "#38;", "&#x26;", "&a;", "<b>", "</b>", "<b ", "<sub>", "<!--", "]]>", "a=b "),
    *(
        "et al.",
        "Jr., ",
        "arXiv:",
        "http://",
        "https://a.b/",
        "github.com/",
        "10.1111",
        "10.1111/a",
        "2609.00001",
    ),
    *(
        "\\begin{equation}",
        "\\begin{align}",
        "\\cite{",
        "[a]",
        "\\url{",
        "\\frac",
        "\\hat",
        "\\text{",
        "\\'e",
        '\\"',
    ),
    *("graph ", "graph. ", "x=1 ", "AND ", 'ti:"', "TY  - JOUR\n", "ER  - \n", "@article{a,\n", "title={"),
)
PAIRS = (
    *(("{", "}"), ("(", ")"), ("[", "]"), ("<", "b>"), ("<b>", "</b>"), ("<sub>", "</sub>"), ("<!--", "-->")),
    *(("&", "amp;"), ("&", "#38;"), ("&lt;", "b&gt;"), ("\\(", "\\)"), ("\\frac{", "}"), ("\\text{", "}")),
    *(("<script>", "</script>"), ("\\begin{equation}", "\\end{equation}"), ("x^{", "}"), ('"', '"')),
)


def _repeated(piece: str, before: str = "", after: str = "") -> Make:
    return lambda size: before + piece * (size // len(piece)) + after


def _nested(opening: str, closing: str) -> Make:
    return lambda size: opening * (size // 2 // len(opening)) + closing * (size // 2 // len(closing))


ADVERSARIES: Mapping[str, Make] = {
    **{f"{piece!r}": _repeated(piece) for piece in PIECES},
    **{f"a{piece!r}b": _repeated(piece, "$a$ \\a ", " b") for piece in PIECES if len(piece) == 1},
    **{f"{opening}…{closing} nested": _nested(opening, closing) for opening, closing in PAIRS},
    **{f"{opening} unclosed": _repeated(opening, "", "a" + closing) for opening, closing in PAIRS},
    **{f"{closing} unopened": _repeated(closing, opening) for opening, closing in PAIRS},
}
