"""Reads LaTeX token by token and writes Unicode; what differs between mathematics and prose is in subclasses.

It understands what titles and abstracts use. A macro that nobody declared is the authors' own (`\\method`) and
is read as its name, because that is what they call their work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category, normalize

from broadsheet.papers.latex_symbols import (
    MATH_ACCENTS,
    SYMBOLS,
    TEMPLATES,
    accented,
    double_struck,
    subscript,
    words,
)

_TOKEN = re.compile(r"\\(?:[a-zA-Z]+\*?|.)|[{}^_$~&]|[^\\{}^_$~&]+|\\", re.S)
_DEEPEST = 40
_LONGEST_OPTION = 40
"""Tokens of an optional argument: `p.~3` has three."""
_SIMPLE = re.compile(r"[^\W_]+|[-+]?\d[\d.,]*|\W")

PLAIN_FONTS = words(
    "mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathnormal mathop mathbin mathrel mathord mathds "
    "boldsymbol bm pmb boldmath text textrm textit textbf textsc textsf textsl texttt textup textmd textnormal emph "
    "mbox hbox fbox uline ensuremath smash operatorname operatorname* underbrace overbrace widebar textquote "
    "enquote mkbibemph mkbibquote mkbibitalic mkbibbold mkbibsuperscript overrightarrow overleftarrow unit si num ang mathclap mathrlap mathllap substack underset* textstyle* "
    "uppercase lowercase cancel bold mathbfit symbf texttoptiebar term acrfull acrshort textlf gls ac acl acs acp "
    "Gls glspl acf textinit MakeUppercase MakeLowercase textulc underbar shortstack highlight hl todo "
    "frak* title section subsection section* paragraph textls caption abstract keywords cases matrix pmatrix bmatrix eqalign"
)
SWITCHES = words(
    "rm bf it sf tt sc sl em cal frak Bbb mit scr bfseries itshape ttfamily sffamily rmfamily scshape upshape "
    "mdseries normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge displaystyle "
    "textstyle scriptstyle scriptscriptstyle left right bigl bigr Bigl Bigr biggl biggr Biggl Biggr big Big bigg "
    "Bigg bigm Bigm middle allowbreak nobreak break expandafter unboldmath strut mathstrut romannumeral aligned "
    "endaligned mathchoice hline noalign maketitle smallskip medskip bigskip selectfont sloppy"
)
_DELIMITER_SIZES = frozenset({"left", "right", "middle"})
_DROPPED = words(
    "label ref eqref autoref cref Cref pageref tag vspace hspace hspace* vspace* phantom hphantom vphantom color "
    "cite citep citet citealp citealt citeauthor citeyear citenum parencite textcite autocite footcite citeyearpar "
    "cite* citep* citet* nocite onlinecite bibitem bibliography footnotemark thanks hypersetup includegraphics "
    "newcommand def setlength keywords* hypertarget* definecolor usepackage input include index"
)
_SECOND_OF_TWO = frozenset(
    {"textcolor", "colorbox", "hyperlink", "hypertarget", "texorpdfstring*", "raisebox"}
)
_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "textfrac"})
_ON_TOP = {"overset": "^", "stackrel": "^", "underset": "_"}
_FENCES = {"pmatrix": "()", "psmallmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "Bmatrix": "{}"}
_CHEMISTRY = re.compile(r"(?<=[A-Za-z)\]])\d+")


class Reader:
    """One pass over one fragment. `read` never raises: unbalanced groups end where the fragment ends."""

    def __init__(self, source: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(source)
        self.at = 0
        self.depth = 0

    def read(self, *, inside_group: bool = False) -> str:
        out: list[str] = []
        tokens = self.tokens
        while self.at < len(tokens):
            token = tokens[self.at]
            self.at += 1
            first = token[0]
            if first == "\\":
                self.control(token[1:], out)
            elif first == "{":
                out.append(self.group())
            elif first == "}":
                if inside_group:
                    break
            elif first in "^_$~&":
                self.special(first, out)
            else:
                out.append(self.plain(token))
        return "".join(out)

    # What a subclass says differently

    def plain(self, chunk: str) -> str:
        return chunk

    def special(self, character: str, out: list[str]) -> None:
        raise NotImplementedError

    def symbol(self, name: str, symbol: str, out: list[str]) -> None:
        out.append(self.plain(symbol))

    def macro(self, name: str, out: list[str]) -> bool:
        """Macros of one mode only; False leaves the name to the shared ones."""
        return False

    # Arguments

    def group(self) -> str:
        if self.depth >= _DEEPEST:
            return ""
        self.depth += 1
        body = self.read(inside_group=True)
        self.depth -= 1
        return body

    def argument(self) -> str:
        """The next argument as TeX takes it: a group, a macro, or a single character."""
        self.skip_space()
        if self.at >= len(self.tokens) or self.tokens[self.at] == "}" or self.depth >= _DEEPEST:
            return ""
        token = self.tokens[self.at]
        if token[0] not in "\\{^_$~&" and len(token) > 1:
            self.tokens[self.at] = token[1:]
            return self.plain(token[0])
        self.at += 1
        if token == "{":
            return self.group()
        if token[0] != "\\":
            return self.plain(token)
        out: list[str] = []
        self.depth += 1
        self.control(token[1:], out)
        self.depth -= 1
        return "".join(out).strip()

    def raw_argument(self) -> str:
        """The next group as it is written, for addresses and names of environments."""
        self.skip_space()
        if self.at >= len(self.tokens) or self.tokens[self.at] != "{":
            return ""
        start, level = self.at + 1, 0
        while self.at < len(self.tokens):
            level += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if level == 0:
                return "".join(self.tokens[start : self.at - 1])
        return "".join(self.tokens[start:])

    def optional_argument(self) -> str:
        """`[...]` where it follows, as it is written, a tie as a space."""
        return self.option() or ""

    def option(self) -> str | None:
        """The same, which may be empty; None where there is none."""
        if not self.peek().lstrip().startswith("["):
            return None
        body, depth = list[str](), 0
        for at in range(self.at, min(len(self.tokens), self.at + _LONGEST_OPTION)):
            token = self.tokens[at].lstrip()[1:] if at == self.at else self.tokens[at]
            if depth == 0 and token[:1] != "\\" and "]" in token:
                last, _, rest = token.partition("]")
                self.at, self.tokens[at] = (at, rest) if rest else (at + 1, "")
                return "".join([*body, last])
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth < 0:
                return None
            body.append(" " if token == "~" else token)
        return None

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def skip_space(self) -> bool:
        token = self.peek()
        if not token or not token[0].isspace():
            return False
        rest = token.lstrip()
        self.tokens[self.at] = rest
        if not rest:
            self.at += 1
        return True

    # Macros that mean the same in both modes

    def control(self, name: str, out: list[str]) -> None:
        if self.macro(name, out):
            return
        if name in SYMBOLS:
            self.symbol(name, SYMBOLS[name], out)
        elif name in PLAIN_FONTS:
            out.append(self.argument())
        elif name in SWITCHES:
            self.skip_space()
            if name in _DELIMITER_SIZES and self.peek().startswith("."):
                self.argument()
        elif name in _HANDLERS:
            out.append(_HANDLERS[name](self, name))
        elif name in _DROPPED:
            self.optional_argument()
            self.raw_argument()
        elif name in TEMPLATES:
            out.append(self.template(*TEMPLATES[name]))
        else:
            out.append(self.unknown(name))

    def unknown(self, name: str) -> str:
        return self.plain(name.rstrip("*")) if name[:1].isalpha() else ""

    def template(self, kinds: str, text: str) -> str:
        given = tuple(
            self.plain(self.optional_argument()) if kind == "[" else self.argument()
            for kind in kinds
            if kind in "[{"
        )
        return self.plain(text) % given if text.count("%s") == len(given) else text % given

    def fraction(self, name: str) -> str:
        return f"{_in_brackets(self.argument())}/{_in_brackets(self.argument())}"

    def root(self, name: str) -> str:
        sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(order := self.optional_argument(), f"{order}√")
        return self.plain(sign) + _in_brackets(self.argument())

    def second_of_two(self, name: str) -> str:
        self.optional_argument()
        self.raw_argument()
        return self.argument()

    def first_of_two(self, name: str) -> str:
        first = self.argument()
        self.raw_argument()
        return first

    def on_top(self, name: str) -> str:
        above, base = self.argument(), self.argument()
        return f"{base}{_ON_TOP[name]}({above})" if len(above) > 1 else f"{base}{_ON_TOP[name]}{above}"

    def arrow(self, name: str) -> str:
        self.optional_argument()
        over = self.argument()
        sign = "←" if "left" in name else "→"
        return f"{sign}^({over})" if over else sign

    def binomial(self, name: str) -> str:
        return f"({self.argument()} choose {self.argument()})"

    def quantity(self, name: str) -> str:
        return f"{self.argument()} {self.argument()}"

    def chemistry(self, name: str) -> str:
        formula = self.plain(self.raw_argument().replace("\\", "").replace("$", ""))
        return _CHEMISTRY.sub(lambda digits: subscript(digits.group()), formula.replace("_", ""))

    def code_point(self, name: str) -> str:
        number = self.raw_argument().strip().lower()
        try:
            point = int(number[1:], 16) if number[:1] == "x" else int(number or "0")
            return self.plain(chr(point)) if 0x20 <= point < 0x110000 and not 0xD800 <= point < 0xE000 else ""
        except (ValueError, OverflowError):
            return ""

    def accent(self, name: str) -> str:
        body = self.argument()
        return accented(body, MATH_ACCENTS[name]) if len(body) == 1 else body

    def blackboard(self, name: str) -> str:
        return double_struck(self.argument())

    def negated(self, name: str) -> str:
        body = self.argument()
        if category(body[:1] or "x") != "Sm":
            return f"¬{body}" if body else ""
        return normalize("NFC", body[0] + "\u0338") + body[1:]

    def environment(self, name: str) -> str:
        kind = self.raw_argument()
        if name == "begin" and kind.rstrip("*") in ("array", "tabular", "alignat", "aligned", "gathered"):
            self.optional_argument()
            if kind.rstrip("*") in ("array", "tabular", "alignat"):
                self.raw_argument()
        return _FENCES.get(kind.rstrip("*"), "  ")[name == "end"]

    def verbatim(self, name: str) -> str:
        return self.plain(self.raw_argument())


def _in_brackets(body: str) -> str:
    """Brackets where a fraction or a root would be read wrongly without them."""
    if not body or _SIMPLE.fullmatch(body) or (body[0] == "(" and body.find(")") == len(body) - 1):
        return body
    return f"({body})"


_Handler = Callable[[Reader, str], str]
_HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys(_FRACTIONS, Reader.fraction),
    **dict.fromkeys(_SECOND_OF_TWO, Reader.second_of_two),
    **dict.fromkeys(_ON_TOP, Reader.on_top),
    **dict.fromkeys(("xrightarrow", "xleftarrow", "xhookrightarrow"), Reader.arrow),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), Reader.binomial),
    **dict.fromkeys(("SI", "qty"), Reader.quantity),
    **dict.fromkeys(("ce", "ch", "chem"), Reader.chemistry),
    **dict.fromkeys(MATH_ACCENTS, Reader.accent),
    **dict.fromkeys(("begin", "end"), Reader.environment),
    **dict.fromkeys(("mathbb", "mathbbm", "mathds", "Bbb", "bb"), Reader.blackboard),
    "texorpdfstring": Reader.first_of_two,
    "sqrt": Reader.root,
    "not": Reader.negated,
    "unicode": Reader.code_point,
    "verb": Reader.verbatim,
}
