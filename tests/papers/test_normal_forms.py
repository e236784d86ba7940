from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.normal_forms import _MARKS, Form, normalize

FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
marked = st.text(st.sampled_from("aéﾞﾟ\u0301\u0316\u0f73\u0344\u3099…¨ \n한漢"), min_size=30, max_size=120)


@given(marked, st.sampled_from(FORMS))
def test_long_runs_of_marks_have_the_same_normal_forms(text: str, form: Form) -> None:
    assert normalize(form, text) == unicodedata.normalize(form, text)


def test_every_character_that_begins_with_a_mark_is_sorted() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
            assert _MARKS.fullmatch(character * 40), f"U+{ord(character):04X}"
