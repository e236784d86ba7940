"""No text is slow: twice the text takes at most 1.3 times twice the time, in every public function that takes one."""

from __future__ import annotations

import pytest
from tests.growth.adversaries import ADVERSARIES
from tests.growth.entrances import EXCUSED, calls
from tests.growth.functions import public_text_functions
from tests.growth.measuring import LINEAR, growth

pytestmark = pytest.mark.one_database
CALLS = calls()


def test_every_public_text_function_is_measured_or_excused_with_a_reason() -> None:
    functions = public_text_functions()
    assert set(functions) - set(CALLS) - set(EXCUSED) == set(), "name it in tests/growth/entrances.py"
    assert set(EXCUSED) - set(functions) == set(), "no longer there"
    assert set(EXCUSED) & set(CALLS) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_time_grows_no_faster_than_the_text(name: str) -> None:
    slow = {
        what: times for what, make in ADVERSARIES.items() if (times := growth(CALLS[name], make)) > LINEAR
    }
    assert not slow, f"{name}: {slow}"
