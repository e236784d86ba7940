from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.models import Field, Paper
from broadsheet.web.excerpts import excerpt
from broadsheet.web.plots import field_bars


@given(st.text(max_size=600), st.integers(20, 300))
def test_excerpt_is_never_much_longer_than_asked(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit + 2


@pytest.mark.parametrize(
    "formula", ["$a + b + c$", "$$a + b + c$$", r"\(a + b + c\)", r"\begin{eq} a + b \end{eq}"]
)
def test_excerpt_never_ends_inside_a_formula(formula: str) -> None:
    text = f"Some twenty letters {formula} and then more words follow here"
    for limit in range(20, len(text)):
        cut = excerpt(text, limit)
        assert formula in cut or formula[:2] not in cut


def test_small_fields_share_the_last_bar() -> None:
    fields = [Field(id=at, code=f"f.{at}", name=f"Field {at}") for at in range(12)]
    bars = field_bars([Paper(primary_field=field) for field in fields for _ in range(20 - field.id)])
    assert bars[-1].label == "5 other fields"
    assert sum(bar.count for bar in bars) == sum(20 - at for at in range(12))
