"""The picture of a comparison, as it is said to the engine that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from broadsheet.claims.drawings import CROWD, comparison


def dots(values: Sequence[float]) -> tuple[list[dict[str, float]], dict[str, Any]]:
    """Of an arm: where its dots stand, and how they are drawn."""
    arm = {"name": "arm", "values": list(values), "mark": values[0]}
    facts = {"width": 320, "arms": [arm], "statistic": "mean", "metric": "score", "effect": None}
    drawn = comparison(facts).to_dict()
    (layer,) = (each for each in drawn["layer"] if each["mark"]["type"] == "point")
    return drawn["datasets"][layer["data"]["name"]], layer["mark"]


@pytest.mark.parametrize("count", [20, CROWD, CROWD + 1, 1_000])
def test_every_seed_is_a_dot_within_its_row(count: int) -> None:
    found, _ = dots([n / 10 for n in range(count)])
    assert len(found) == count
    assert all(0 <= dot["x"] <= 320 and 20 <= dot["y"] <= 50 for dot in found)


def test_a_thousand_equal_seeds_do_not_hide_one_another() -> None:
    found, _ = dots([3.0] * 1_000)
    heights = {dot["y"] for dot in found}
    assert len(heights) > 200
    assert max(heights) - min(heights) > 20


def test_dots_of_many_seeds_are_smaller_and_let_through_what_is_below() -> None:
    few, many = dots([1.0, 2.0, 4.0])[1], dots(list(range(1_000)))[1]
    assert many["size"] < few["size"] / 3
    assert many["opacity"] < few["opacity"]
