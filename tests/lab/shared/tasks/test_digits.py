"""The digits task: its list of right answers, its verifier and its text agree with plain arithmetic."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.lab.shared.tasks.digits import (  # noqa: E402
    EASY,
    HARD,
    MEDIUM,
    Digits,
    answers,
    draw_text,
    held_out,
    pool,
    verify,
)

TASK = Digits(base=3)


def naive_right(total: int | None, wanted: int | None, answer: tuple[int, ...]) -> bool:
    a, b, c, d = answer
    return (total is None or a + b + c + d == total) and (wanted is None or a * b + c * d == wanted)


def naive_pool() -> dict[tuple[int, int], list[bool]]:
    found = {}
    for total, wanted in product([*range(9), None], [*range(9), None]):
        right = [naive_right(total, wanted, answer) for answer in product(range(3), repeat=4)]
        if any(right) and (total, wanted) != (None, None):
            words = (3 + (9 if total is None else total), 13 + (9 if wanted is None else wanted))
            found[words] = right
    return found


def test_pool_lists_every_prompt_with_its_right_answers() -> None:
    listed = pool(TASK)
    held = {
        tuple(prompt): list(right)
        for prompt, right in zip(listed.prompts.tolist(), listed.right, strict=True)
    }
    assert held == naive_pool()
    assert [tuple(row) for row in answers(TASK).tolist()] == list(product(range(3), repeat=4))


def test_kinds_say_what_a_prompt_asks_for() -> None:
    listed = pool(TASK)
    by_words = {
        tuple(p): kind for p, kind in zip(listed.prompts.tolist(), listed.kinds.tolist(), strict=True)
    }
    assert (by_words[5, 22], by_words[12, 15], by_words[5, 14]) == (EASY, MEDIUM, HARD)


def test_verifier_agrees_with_the_list() -> None:
    listed, every = pool(TASK), jnp.asarray(answers(TASK))
    for prompt, right in zip(listed.prompts[::5], listed.right[::5], strict=True):
        np.testing.assert_array_equal(verify(TASK, jnp.tile(prompt, (len(every), 1)), every), right)


@pytest.mark.slow
def test_text_is_always_right_and_spread_over_the_kinds() -> None:
    task = Digits(base=5, kinds=(0.5, 0.3, 0.2))
    prompts, written = draw_text(task, jax.random.key(0), 4000)
    assert verify(task, prompts, written).all()
    easy = float((prompts[:, 1] == prompts[:, 1].max()).mean())
    assert easy == pytest.approx(0.5, abs=0.04)


@pytest.mark.slow
def test_text_prefers_small_digits_and_writes_some_in_order() -> None:
    _, small = draw_text(Digits(preference=0.5), jax.random.key(0), 2000)
    _, plain = draw_text(Digits(), jax.random.key(0), 2000)
    _, ordered = draw_text(Digits(sorted_share=1.0), jax.random.key(0), 50)
    assert small.mean() < 2.0 < 3.3 < plain.mean()
    assert (jnp.diff(ordered, axis=1) >= 0).all()


def test_held_out_prompts_are_a_share_of_each_kind_and_follow_their_generator() -> None:
    kinds = pool(TASK).kinds
    kept = held_out(TASK, np.random.default_rng(0))
    assert [int(kept[kinds == kind].sum()) for kind in (EASY, MEDIUM, HARD)] == [3, 2, 5]
    again, other = (held_out(TASK, np.random.default_rng(seed)) for seed in (0, 1))
    assert (again == kept).all()
    assert (other != kept).any()
