"""Unicode of LaTeX's macros; the symbol tables are pylatexenc's."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pylatexenc import latex2text, latexwalker

_CATEGORIES = (
    "latex-base",
    "latex-approximations",
    "nonascii-specials",
    "advanced-symbols",
    "nonstandard-qit",
)
_OURS = {
    **dict.fromkeys((",", ":", ";", " ", ">", "\n", "\t", "quad", "qquad", "enspace", "thinspace"), " "),
    **dict.fromkeys(("!", "/", "-", "negthinspace", "xspace", "null", "relax", "limits", "nolimits"), ""),
    **dict.fromkeys(("nonumber", "notag", "noindent", "centering", "protect", "boldmath", "/", "@"), ""),
    **dict.fromkeys(("newline", "linebreak", "par", "hfill", "n", "space"), " "),
    **dict.fromkeys(("|", "Vert", "lVert", "rVert", "parallel"), "‖"),
    **dict.fromkeys(("vert", "lvert", "rvert", "mid", "middle"), "|"),
    **dict.fromkeys(("R", "RR", "reals", "Reals"), "ℝ"),
    **dict.fromkeys(("N", "NN"), "ℕ"),
    **dict.fromkeys(("Z", "ZZ"), "ℤ"),
    **dict.fromkeys(("dots", "ldots", "dotsc", "dotso", "textellipsis"), "…"),
    "$": "$", "%": "%", "&": "&", "#": "#", "_": "_", "{": "{", "}": "}",
    "eps": "ε", "iff": "⟺", "colon": ":", "over": "/", "choose": " choose ", "cr": "; ",
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "lq": "‘", "rq": "’", "ldq": "“",
    "degree": "°", "textdegree": "°", "deg": "°", "arcdeg": "°", "arcmin": "′", "arcsec": "″", "prime": "′",
    "ast": "*", "star": "⋆", "backslash": "\\", "textbackslash": "\\", "emptyset": "∅", "slash": "/",
    "textless": "<", "textgreater": ">", "lt": "<", "gt": ">", "textasciitilde": "~", "textunderscore": "_",
    "textasciicircum": "^", "textendash": "–", "textemdash": "—", "item": " • ", "Sun": "☉", "sun": "☉",
    "odot": "⊙", "micron": "μm", "mic": "μm", "bmod": "mod", "mod": "mod", "varnothing": "∅",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "medspace": " ", "thickspace": " ",
    **dict.fromkeys(("dag", "dagger", "textdagger"), "†"),
    **dict.fromkeys(("ddag", "ddagger", "textdaggerdbl"), "‡"),
    "pounds": "£", "copyright": "©", "euro": "€", "EUR": "€", "yen": "¥", "cent": "¢", "SS": "SS",
    "leqq": "≦", "geqq": "≧", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]",
}  # fmt: skip

_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
]
_WITH_LENGTH = ("hspace", "vspace")
"""Symbols in pylatexenc's tables, but they take an argument, which is no text."""

ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "d": "\u0323", "b": "\u0331",
    "r": "\u030a", "ocirc": "\u030a", "textcommabelow": "\u0326",
}  # fmt: skip
MATH_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c",
    "breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a", "underline": "\u0332",
}  # fmt: skip


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTIONS = words(
    "arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det diag dim div erf exp gcd hom inf ker "
    "lg lim liminf limsup ln log max min poly polylog Pr rank sec sgn sign sin sinh sup tan tanh tr Tr"
) - {"deg"}

_DIGITS = "0123456789+-=()"
_RAISED = dict(zip(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True)) | dict(
    zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
_RAISED |= dict(zip("ABDEGHIJKLMNOPRTUVWβγδθφχ−", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ⁻", strict=True))
_LOWERED = dict(zip(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)) | dict(
    zip("aehijklmnoprstuvxβγρφχ−", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋", strict=True)
)
_RAISED_TABLE, _LOWERED_TABLE = str.maketrans(_RAISED), str.maketrans(_LOWERED)
_STANDS_RAISED = {"∘": "°", "°": "°", **{mark: mark for mark in ("′", "″", "*", "†", "‡", "★", "⋆", "'")}}
_ONE_WORD = re.compile(r"[-+\w∞⊙☉⊥∥]+")
_HAS_SCRIPT = re.compile("[²³¹ʰ-˸ᴬ-ᵪ⁰-ₜ]")


def superscript(body: str) -> str:
    """Raised characters where Unicode has them all, else `^x` or `^(x y)`."""
    if body in _STANDS_RAISED:
        return _STANDS_RAISED[body]
    return _script("^", body, _RAISED, _RAISED_TABLE)


def subscript(body: str) -> str:
    return _script("_", body, _LOWERED, _LOWERED_TABLE)


def _script(mark: str, body: str, known: dict[str, str], table: dict[int, str]) -> str:
    if not body:
        return ""
    if all(character in known for character in body):
        return body.translate(table)
    one_word = _ONE_WORD.fullmatch(body) and not _HAS_SCRIPT.search(body)
    return mark + body if one_word or len(body) == 1 else f"{mark}({body})"


def double_struck(body: str) -> str:
    return "".join(_double_struck(character) for character in body)


def _double_struck(character: str) -> str:
    if character == "1":
        return "𝟙"
    if not (character.isascii() and character.isalpha()):
        return character
    size = "CAPITAL" if character.isupper() else "SMALL"
    for prefix in ("DOUBLE-STRUCK", "MATHEMATICAL DOUBLE-STRUCK"):
        try:
            return unicodedata.lookup(f"{prefix} {size} {character.upper()}")
        except KeyError:
            continue
    return character


def accented(body: str, mark: str) -> str:
    """The accent on the first letter; only one letter takes it where Unicode has no ready form."""
    if not body or not body[0].isalpha():
        return body
    first = {"ı": "i", "ȷ": "j"}.get(body[0], body[0]) if unicodedata.combining(mark) == 230 else body[0]
    return unicodedata.normalize("NFC", first + mark) + body[1:]


def _specs(table: str, module: Any) -> dict[str, Any]:
    database = module.get_default_latex_context_db()
    return {name: spec for category in reversed(_CATEGORIES) if category in database.d
            for name, spec in database.d[category][table].items()}  # fmt: skip


def _tables() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """(symbols without arguments, templates with the kinds of their arguments: `{` or `[`)."""
    arguments = {name: spec.args_parser.argspec for name, spec in _specs("macros", latexwalker).items()}
    symbols: dict[str, str] = {}
    templates: dict[str, tuple[str, str]] = {}
    for name, spec in _specs("macros", latex2text).items():
        if isinstance(spec.simplify_repl, str) and "%" not in spec.simplify_repl:
            symbols[name] = spec.simplify_repl
        elif isinstance(spec.simplify_repl, str) and name in arguments:
            templates[name] = (arguments[name], spec.simplify_repl)
    symbols |= {f"text{name}": symbols[name] for name in _GREEK if f"text{name}" not in symbols}
    for name in _WITH_LENGTH:
        symbols.pop(name, None)
    return symbols | _OURS, templates


SYMBOLS, TEMPLATES = _tables()
