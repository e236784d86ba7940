"""The logic task: its list of right answers, its verifier and its text agree with plain reading of the clauses."""

from __future__ import annotations

from functools import partial
from itertools import combinations, product

import numpy as np
import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.lab.shared.tasks.logic import Clause, Logic, answers, clauses, draw_text, pool, verify  # noqa: E402

TASK = Logic(variables=3, most=2)


def says(clause: Clause) -> str:
    """As a Python expression, from the cases in which it does not hold."""
    x, y = f"v[{clause.first}]", f"v[{clause.second}]"
    return {
        (False, True, True, True): f"{x} or {y}",
        (True, False, True, True): f"{x} or not {y}",
        (True, True, False, True): f"not {x} or {y}",
        (True, True, True, False): f"not {x} or not {y}",
        (False, True, True, False): f"{x} != {y}",
        (True, False, False, True): f"{x} == {y}",
    }[clause.holds]


def naive_pool() -> dict[tuple[int, ...], list[bool]]:
    found = {}
    texts = [says(clause) for clause in clauses(TASK)]
    for chosen in [*combinations(range(18), 1), *combinations(range(18), 2)]:
        right = [all(eval(texts[c], {"v": v}) for c in chosen) for v in product((False, True), repeat=3)]
        if any(right):
            found[tuple(2 + c for c in (*chosen, 18)[:2])] = right
    return found


def test_pool_lists_every_prompt_with_its_right_answers() -> None:
    listed = pool(TASK)
    rows = zip(listed.prompts.tolist(), listed.right.tolist(), strict=True)
    assert {tuple(prompt): right for prompt, right in rows} == naive_pool()


def test_a_single_clause_leaves_three_quarters_or_half() -> None:
    listed = pool(Logic())
    shares = listed.right[listed.clauses == 1].mean(axis=1)
    assert sorted(set(shares.tolist())) == [0.5, 0.75]
    assert (shares == 0.75).sum() == 2 * (shares == 0.5).sum()


def test_contradictions_are_not_asked() -> None:
    """Equal and different at once: three pairs of variables, and no prompt holds both clauses of a pair."""
    asked = set(map(tuple, pool(TASK).prompts.tolist()))
    assert not asked & {(2 + 6 * pair + 4, 2 + 6 * pair + 5) for pair in range(3)}
    assert len(asked) == 18 + 18 * 17 // 2 - 3


def test_verifier_agrees_with_the_list() -> None:
    listed, every = pool(TASK), jnp.asarray(answers(TASK))
    check = jax.jit(partial(verify, TASK))
    for prompt, right in zip(listed.prompts[::7], listed.right[::7], strict=True):
        np.testing.assert_array_equal(check(jnp.tile(prompt, (len(every), 1)), every), right)


@pytest.mark.slow
def test_text_is_always_right_and_asks_for_one_to_most_clauses_evenly() -> None:
    task = Logic()
    prompts, written = draw_text(task, jax.random.key(0), 3000)
    assert verify(task, prompts, written).all()
    many = np.asarray((prompts != task.nothing_more).sum(axis=1))
    assert np.bincount(many, minlength=4)[1:] / 3000 == pytest.approx([1 / 3] * 3, abs=0.04)
    assert set(map(tuple, np.asarray(prompts).tolist())) <= set(map(tuple, pool(task).prompts.tolist()))


@pytest.mark.slow
def test_text_follows_its_key() -> None:
    first, again, other = (draw_text(TASK, jax.random.key(seed), 20)[0] for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()
