from __future__ import annotations

from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.papers.models import Paper


@given(st.text(min_size=1, max_size=40).filter(lambda text: "\n" not in text))
@example("10.1145/3292500.3330701")
@example("a b?c#d%e/ä~:@!$&'()*+,;=")
def test_address_of_a_paper_is_the_one_that_its_route_names(public_id: str) -> None:
    assert Paper(public_id=public_id).get_absolute_url() == reverse("paper", args=[public_id])
