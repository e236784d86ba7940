from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.latex import to_unicode
from broadsheet.papers.latex_spans import is_mathematics

fragments = st.sampled_from(
    [*"${}\\^_~&%[]()`'\" a1é", "\\frac", "\\text", "\\begin{array}", "\\end{array}", "\\left", "\\href", "$$",
     "\\[", "\\]", "\\sqrt", "\\not", "\\unicode", "\\emph{", "\\begin{equation}", "\\verb", "\\ket"]
)  # fmt: skip
latex = st.lists(fragments, max_size=25).map("".join)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$\alpha$-stable $x_i^2$ in $\mathbb{R}^n$", "α-stable xᵢ² in ℝⁿ"),
        (r"$\mathcal{O}(n\log n)$ and $\log(n)$", "O(n log n) and log(n)"),
        (r"$\frac{1}{2}$, $\frac{a+b}{c}$, $\sqrt{2}$, $\sqrt{x+1}$", "1/2, (a+b)/c, √2, √(x+1)"),
        (r"$10^{-3}$, $x^{n \log n}$, $T_c$, $a_{i,j}$", "10⁻³, x^(n log n), T_c, a_(i,j)"),
        (r"$90^\circ$C, $f^*$, $x^{\prime}$", "90°C, f*, x′"),
        (r"$\mathrm{H_2O}$ \ce{H2O} $50\%$", "H₂O H₂O 50%"),
        (r"$x\leq y$, $n \in \mathbb N$, $\Delta t$, $\sim$10", "x ≤ y, n ∈ ℕ, Δt, ∼10"),
        (r"$\hat{x}$, $\bar\theta$, $\not\in$", "x̂, θ̄, ∉"),
        (r"$\left\{1, 2\right\}$ $\|x\|_2$", "{1, 2} ‖x‖₂"),
        (r"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$", "(a b; c d)"),
        (r"$\ket{\psi}$", "|ψ⟩"),
        (r"so \(x\) and \[y = 1\] hold", "so x and y = 1 hold"),
        (r"so $$y = \mbox{for $x$}$$ holds", "so y = for x holds"),
        (r"so $y = \mbox{for $x$}$ and $z$", "so y = for x and z"),
        (r"so \begin{align*} a &= b \\ c &= d \end{align*} holds", "so a = b; c = d holds"),
    ],
)
def test_mathematics_becomes_readable(source: str, text: str) -> None:
    assert to_unicode(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"G\"odel, Erd\H{o}s, \'Etale, na\"{\i}ve", "Gödel, Erdős, Étale, naïve"),
        (r"Du\v{s}an, {\O}rsted, \c{c}a, \AA ngstr\"om", "Dušan, Ørsted, ça, Ångström"),
        (r"\textbf{bold $x^2$}, \emph{it}, {\em old} {\bf older}", "bold x², it, old older"),
        (r"``quoted'' --- 2010--2020, Fig.~1 \& 10\%, a\_b", "“quoted” — 2010–2020, Fig. 1 & 10%, a_b"),
        (r"as shown~\cite{a,b}, and \citet[p. 2]{c}.", "as shown, and."),
        (r"at \url{https://x.org/a\_b}", "at https://x.org/a_b"),
        (r"\href{https://x.org}{here}", "here (https://x.org)"),
        (r"\href{https://x.org/}{x.org}", "https://x.org/"),
        (r"We present \method, which is \ours{}.", "We present method, which is ours."),
        (r"{GPT}-4 with \{a\} and {\"a\": 1}", 'GPT-4 with {a} and {"a": 1}'),
        (r"say \"hello world\" and it\'s done", 'say "hello world" and it\'s done'),
        (r"\% and ~5 ms, https://x.edu/~me", "% and ~5 ms, https://x.edu/~me"),
    ],
)
def test_text_macros_become_text(source: str, text: str) -> None:
    assert to_unicode(source) == text


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 and $10 per hour",
        "between $12-$18 each",
        "from $0.10 to $1,000.50 a month",
        "worth US$ 5 million, then US$ 7 million",
        "at $0.38 vs. $1.59/F1 point",
        "A$AP and Ke$ha sing",
        "an unbalanced $x here",
        "priced under $50. In 2020, $60",
        "$5/$10",
        "only $$ signs",
    ],
)
def test_money_and_unbalanced_dollars_stay(text: str) -> None:
    assert to_unicode(text) == text


def test_money_and_mathematics_mix() -> None:
    assert to_unicode("costs $5 for $O(n)$ and $10 for $n^2$") == "costs $5 for O(n) and $10 for n²"


@pytest.mark.parametrize(
    "body", ["n", "10", "5 ", "1 < p", "3d+3", "p < 0.05", "k nearest", "2 x", "5 GeV", "7\\,at.\\%"]
)
def test_short_formulas_are_mathematics(body: str) -> None:
    assert is_mathematics(body)


@given(latex)
def test_whatever_comes_in_something_comes_out(source: str) -> None:
    assert isinstance(to_unicode(source), str)


@pytest.mark.parametrize(
    "bomb", ["\\frac" * 4000, "{" * 9000 + "\\a", "$" + "^" * 1400 + "$", "\\begin{align}" * 3000]
)
def test_deep_nesting_ends(bomb: str) -> None:
    assert isinstance(to_unicode(bomb), str)


@given(st.text(st.characters(exclude_characters="\\$`-")))
def test_text_without_latex_stays_as_it_is(text: str) -> None:
    assert to_unicode(text) == text
