"""Logic with several right answers: say for each variable whether it is true, so that all clauses asked for hold.

A prompt is up to three different clauses in their order, then "nothing more". A clause is about two variables: an
"or" of them or of their negations, or that they are equal or different. An answer is a word a variable, 0 for false
and 1 for true. All answers can be listed, so that a policy's chance of a right one is known exactly; the more
clauses, the fewer are right: an "or" leaves three quarters of them, "equal" and "different" a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from math import comb
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

NEVER = -1e9


class Clause(NamedTuple):
    first: int
    second: int
    """Numbers of two variables, the lower one first."""
    holds: tuple[bool, bool, bool, bool]
    """Whether it does when they are false false, false true, true false, true true."""


@dataclass(frozen=True, slots=True)
class Logic:
    variables: int = 5
    most: int = 3
    """Clauses in a prompt."""

    @property
    def base(self) -> int:
        """Words that answers are written with, the first of the vocabulary."""
        return 2

    @property
    def length(self) -> int:
        return self.variables

    @property
    def prompt_length(self) -> int:
        return self.most

    @property
    def nothing_more(self) -> int:
        return self.base + 6 * comb(self.variables, 2)

    @property
    def vocabulary(self) -> int:
        """True and false, the clauses, and "nothing more"."""
        return self.nothing_more + 1


class Pool(NamedTuple):
    """Prompts with their right answers."""

    prompts: NDArray[np.int32]
    """[N, most]"""
    clauses: NDArray[np.int32]
    """[N]: how many each has, from 1."""
    right: NDArray[np.bool_]
    """[N, 2**variables]: which of `answers(task)` are right."""


@cache
def clauses(task: Logic) -> tuple[Clause, ...]:
    """In the order of their words: for each pair of variables four times "or", then different, then equal."""
    ors = [tuple(case != lacking for case in range(4)) for lacking in range(4)]
    shapes = [*ors, (False, True, True, False), (True, False, False, True)]
    return tuple(
        Clause(first, second, shape)  # type: ignore[arg-type]
        for first, second in combinations(range(task.variables), 2)
        for shape in shapes
    )


@cache
def answers(task: Logic) -> NDArray[np.int32]:
    """Every possible answer [2**variables, variables], in counting order."""
    return np.array(list(product((0, 1), repeat=task.variables)), dtype=np.int32)


@cache
def table(task: Logic) -> NDArray[np.bool_]:
    """[2**variables, clauses + 1]: which clauses hold for each answer; the last, "nothing more", always."""
    every = answers(task)
    columns = [
        np.array(each.holds)[2 * every[:, each.first] + every[:, each.second]] for each in clauses(task)
    ]
    return np.stack([*columns, np.ones(len(every), bool)], axis=1)


@cache
def pool(task: Logic) -> Pool:
    """Every prompt that has a right answer."""
    last = len(clauses(task))
    sets = [
        (*chosen, *[last] * (task.most - count))
        for count in range(1, task.most + 1)
        for chosen in combinations(range(last), count)
    ]
    asked = np.array(sets, dtype=np.int32)
    right = np.asarray(table(task).T[asked].all(axis=1))
    kept = np.asarray(right.any(axis=1))
    return Pool(asked[kept] + task.base, (asked[kept] != last).sum(axis=1, dtype=np.int32), right[kept])


def verify(task: Logic, prompts: jax.Array, told: jax.Array) -> jax.Array:
    """Which of answers [B, variables] are right for prompts [B, most]."""
    number = (told * 2 ** jnp.arange(task.variables - 1, -1, -1)).sum(axis=1)
    right: jax.Array = jnp.asarray(table(task))[number[:, None], prompts - task.base].all(axis=1)
    return right


def draw_text(task: Logic, key: jax.Array, count: int) -> tuple[jax.Array, jax.Array]:
    """Pretraining text: prompts [count, most], each of clauses that hold for an answer [count, variables] that was
    drawn first; from one to `most` clauses, evenly."""
    answer_key, clause_key, many_key = jax.random.split(key, 3)
    number = jax.random.randint(answer_key, (count,), 0, 2**task.variables)
    true = jnp.asarray(table(task))[number, :-1]
    luck = jnp.where(true, jax.random.gumbel(clause_key, true.shape), NEVER)
    chosen = jax.lax.top_k(luck, task.most)[1]
    many = jax.random.randint(many_key, (count, 1), 1, task.most + 1)
    asked = jnp.where(jnp.arange(task.most) < many, chosen, len(clauses(task)))
    return jnp.sort(asked, axis=1) + task.base, jnp.asarray(answers(task))[number]
