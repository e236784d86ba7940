from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from broadsheet.papers.mathml import paragraphs_to_html, to_html

ELEMENTS = {
    "root", "em", "strong", "code", "sub", "sup", "a", "p", "span", "math", "mrow", "mi", "mo", "mn", "mtext", "msub",
    "msup", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mspace", "mstyle", "mtable",
    "mtr", "mtd", "mpadded", "mphantom", "menclose",
}  # fmt: skip
ATTRIBUTES = {"href", "rel", "class", "alttext", "display"}

hostile = st.lists(
    st.sampled_from(
        [*"${}\\<>&\"'^_%a1 ", "$$", "\\(", "\\)", "\\text{", "\\href{javascript:alert(1)}{", "\\href{https://x.org}{",
         "\\url{", "\\emph{", "</math>", "<script>", "\\frac", "\\style{color:red}", "&lt;", "\\unicode{x3c}",
         "\\begin{align}", "\\end{align}", "\\def\\a{\\a\\a}", "\\mathbb{", "\\not", "\\class{x}{", "\\verb{"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


def parsed(html: str) -> etree._Element:
    return etree.fromstring(f"<root>{html}</root>")


def test_a_formula_is_mathml_with_its_source_for_screen_readers() -> None:
    (math,) = parsed(to_html("of $x^2$ order"))
    assert (math.tag, math.get("alttext"), math.tail) == ("math", "x^2", " order")
    assert [element.tag for element in math.iter()][1:] == ["mrow", "msup", "mi", "mn"]


def test_prose_is_escaped() -> None:
    assert to_html('a < b & "c"') == "a &lt; b &amp; &quot;c&quot;"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (r"\emph{a} \textbf{b} \texttt{c<d}", "<em>a</em> <strong>b</strong> <code>c&lt;d</code>"),
        (r"Erd\H{o}s ``x'' {\O}", "Erdős “x” Ø"),
        (
            r"\url{https://x.org/a\_b}",
            '<a href="https://x.org/a_b" rel="nofollow noopener">https://x.org/a_b</a>',
        ),
        (r"\href{https://x.org}{here}", '<a href="https://x.org" rel="nofollow noopener">here</a>'),
        (r"\href{javascript:alert(1)}{here}", "here"),
        (r"\url{data:text/html,x}", "data:text/html,x"),
        ("$5 and $10", "$5 and $10"),
        ("$12$ items", "12 items"),
        (r"broken $\frac$", 'broken <span class="tex">\\frac</span>'),
    ],
)
def test_text_macros_become_elements(source: str, html: str) -> None:
    assert to_html(source) == html


def test_links_do_not_nest() -> None:
    html = to_html(r"\href{https://x.org}{see \url{https://y.org}}")
    assert [link.get("href") for link in parsed(html).iter("a")] == ["https://x.org"]


def test_display_formulas_stand_alone_in_abstracts_only() -> None:
    source = r"so $$x = 1$$ and \begin{equation} y \end{equation}"
    assert "display" not in to_html(source)
    assert paragraphs_to_html(source).count('display="block"') == 2


def test_paragraphs() -> None:
    assert paragraphs_to_html("one < 1\n\n two\n \n") == "<p>one &lt; 1</p>\n<p>two</p>"


def test_fonts_become_letters_because_browsers_know_no_mathvariant() -> None:
    assert "".join(parsed(to_html(r"$\mathbf{x}\mathcal{L}\mathbb{R}$")).itertext()) == "𝐱ℒℝ"


def test_macro_definitions_are_not_run() -> None:
    bomb = r"$\def\a{xx}\def\b{\a\a}\b$"
    assert to_html(bomb).startswith('<span class="tex">')


@pytest.mark.parametrize(
    "source",
    [
        r"$\href{javascript:alert(1)}{x}$",
        r"$\text{<script>alert(1)</script>}$",
        r"$</math><script>alert(1)</script>$",
        r"$\text{&lt;img src=x onerror=alert(1)&gt;}$",
        r'\href{https://x.org/"onmouseover="alert(1)}{x}',
        r"\emph{<b onclick=alert(1)>}",
        r"$\style{background:url(x)}{x}$ $\class{a}{x}$",
        r"\unicode{x3c}script\unicode{x3e}",
    ],
)
def test_hostile_sources_stay_harmless(source: str) -> None:
    check_harmless(to_html(source))


@pytest.mark.parametrize("after", ["", "}", r"\emph{b}", "^2", "$x$", r"\url c", r"\[x\]"])
def test_bare_address_may_be_followed_by_anything(after: str) -> None:
    assert "https://x.org/a" in to_html(r"{\url https://x.org/a" + after)


@given(hostile)
def test_any_source_gives_known_elements_alone(source: str) -> None:
    check_harmless(to_html(source))
    check_harmless(paragraphs_to_html(source))


def check_harmless(html: str) -> None:
    for element in parsed(html).iter():
        assert element.tag in ELEMENTS
        assert not any(name.startswith("on") or name == "style" for name in element.attrib)
        assert element.get("href", "https://").startswith(("https://", "http://"))
        if not str(element.tag).startswith("m"):
            assert set(element.attrib) <= ATTRIBUTES


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$a = b \quad \mbox{in $\mathbb{R}^N$, too}$", "a=binℝN,too"),
        (r"$\begin{cases} a \\[5pt] b \end{cases}$", "{ab"),
        ("$20%$", "20%"),
        (r"$x\label{eq:1}\nonumber$", "x"),
        (r"$\method(\R)$", "method(ℝ)"),
    ],
)
def test_what_the_converter_does_not_know_is_prepared(source: str, text: str) -> None:
    (math,) = parsed(to_html(source))
    assert "".join("".join(math.itertext()).split()) == text
