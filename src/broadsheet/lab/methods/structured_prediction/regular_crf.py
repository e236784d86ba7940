"""Linear-chain conditional random fields whose label sequences are held to a regular language.

Paper: Papay, Klinger, Pado (2022), Constraining Linear-chain CRFs to Regular Languages (arXiv 2106.07306). A
sequence y has the score sum_t emission(x_t, y_t) + transition(y_t-1, y_t). The ordinary field normalises over
all sequences; the constrained one over those that an automaton accepts, which the forward recursion does on
pairs (label, state). Constrained training maximises the latter's likelihood; constrained decoding trains the
ordinary field and only searches the best accepted sequence.

Written from the text. 1. The automaton is deterministic, so that each accepted sequence has one path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

Parameters = dict[str, jax.Array]
Join = Callable[[jax.Array], jax.Array]
FORBIDDEN = -1e9
"""Stands for a log-probability of -inf, whose gradients would not be numbers."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """Deterministic; it starts in state 0. `next[state, label]` is -1 where there is no way on."""

    next: NDArray[np.int64]
    accepting: NDArray[np.bool_]

    def accepts(self, labels: NDArray[np.int64]) -> bool:
        state = 0
        for label in labels:
            state = int(self.next[state, label])
            if state < 0:
                return False
        return bool(self.accepting[state])

    def allowed(self) -> NDArray[np.float64]:
        """0 where `label` leads from one state to another, else FORBIDDEN: (states, labels, states)."""
        states, labels = self.next.shape
        table = np.full((states, labels, states), FORBIDDEN)
        for state in range(states):
            for label in range(labels):
                if self.next[state, label] >= 0:
                    table[state, label, self.next[state, label]] = 0.0
        return table


def everything(labels: int) -> Automaton:
    """Accepts every sequence: the ordinary field."""
    return Automaton(np.zeros((1, labels), dtype=np.int64), np.array([True]))


def initial(features: int, labels: int) -> Parameters:
    return {"emission": jnp.zeros((features, labels)), "transition": jnp.zeros((labels, labels))}


def score(parameters: Parameters, inputs: jax.Array, labels: jax.Array) -> jax.Array:
    """Of one sequence: inputs (length, features), labels (length,)."""
    emitted = jnp.take_along_axis(inputs @ parameters["emission"], labels[:, None], axis=1).sum()
    return jnp.asarray(emitted + parameters["transition"][labels[:-1], labels[1:]].sum())


def log_normaliser(parameters: Parameters, automaton: Automaton, inputs: jax.Array) -> jax.Array:
    """Log of the summed exponentiated scores of all accepted sequences of this length."""
    ends = _swept(
        parameters["transition"],
        automaton,
        inputs @ parameters["emission"],
        lambda ways: jax.nn.logsumexp(ways, axis=(0, 1)),
    )
    return jnp.asarray(jax.nn.logsumexp(ends))


def log_likelihood(
    parameters: Parameters, automaton: Automaton, inputs: jax.Array, labels: jax.Array
) -> jax.Array:
    return score(parameters, inputs, labels) - log_normaliser(parameters, automaton, inputs)


def best(parameters: Parameters, automaton: Automaton, inputs: jax.Array) -> jax.Array:
    """The accepted labels of greatest score: where the greatest score depends on the emissions."""

    def greatest(emitted: jax.Array) -> jax.Array:
        transition = parameters["transition"]
        return _swept(transition, automaton, emitted, lambda ways: ways.max(axis=(0, 1))).max()

    return jnp.asarray(jax.grad(greatest)(inputs @ parameters["emission"]).argmax(axis=1))


def _swept(transition: jax.Array, automaton: Automaton, emitted: jax.Array, over: Join) -> jax.Array:
    """Values of (label, state) at the end, far below all others in states that do not accept; `over` joins
    the ways that lead to the same place."""
    allowed = jnp.array(automaton.allowed())

    def step(before: jax.Array, emission: jax.Array) -> tuple[jax.Array, None]:
        ways = (
            before[:, :, None, None]
            + transition[:, None, :, None]
            + allowed[None]
            + emission[None, None, :, None]
        )
        return over(ways), None

    first = emitted[0][:, None] + allowed[0]
    last, _ = jax.lax.scan(step, first, emitted[1:])
    return last + jnp.where(jnp.array(automaton.accepting), 0.0, FORBIDDEN)
