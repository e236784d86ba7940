"""Two classifiers of one width: an integral between two linear maps, and a stack of residual blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.methods.neural_ode.solver import solve

Parameters = dict[str, Any]
Classifier = Callable[[Parameters, jax.Array], jax.Array]
"""From parameters and inputs (n, features) to logits (n, classes)."""


def _dense(key: jax.Array, rows: int, columns: int) -> Parameters:
    return {"weights": jax.random.normal(key, (rows, columns)) / jnp.sqrt(rows), "bias": jnp.zeros(columns)}


def _apply(layer: Parameters, inputs: jax.Array) -> jax.Array:
    return jnp.asarray(inputs @ layer["weights"] + layer["bias"])


def initial(
    key: jax.Array, blocks: int, features: int, classes: int, width: int = 16, hidden: int = 32
) -> Parameters:
    """`blocks` is 1 for the integral, whose field also sees the time."""
    keys = jax.random.split(key, 2 * blocks + 2)
    timed = 1 if blocks == 1 else 0
    return {
        "in": _dense(keys[0], features, width),
        "blocks": [
            {
                "up": _dense(keys[2 * b + 2], width + timed, hidden),
                "down": _dense(keys[2 * b + 3], hidden, width),
            }
            for b in range(blocks)
        ],
        "out": _dense(keys[1], width, classes),
    }


def field(time: jax.Array, at: jax.Array, block: Parameters) -> jax.Array:
    timed = jnp.concatenate([at, jnp.full((*at.shape[:-1], 1), time)], axis=-1)
    return _apply(block["down"], jnp.tanh(_apply(block["up"], timed)))


def integral(tolerance: float) -> Classifier:
    def classify(parameters: Parameters, inputs: jax.Array) -> jax.Array:
        end = solve(field, _apply(parameters["in"], inputs), parameters["blocks"][0], tolerance)
        return _apply(parameters["out"], end)

    return classify


def residual(parameters: Parameters, inputs: jax.Array) -> jax.Array:
    at = _apply(parameters["in"], inputs)
    for block in parameters["blocks"]:
        at = at + _apply(block["down"], jnp.tanh(_apply(block["up"], at)))
    return _apply(parameters["out"], at)


def cross_entropy(
    classify: Classifier, parameters: Parameters, inputs: jax.Array, labels: jax.Array
) -> jax.Array:
    each = optax.softmax_cross_entropy_with_integer_labels(classify(parameters, inputs), labels)
    return jnp.asarray(each.mean())


def make_train(
    classify: Classifier, learning_rate: float, steps: int, batch: int
) -> Callable[..., Parameters]:
    """train(key, start, inputs, labels): Adam on random batches."""
    rule = optax.adam(learning_rate)

    def train(key: jax.Array, start: Parameters, inputs: jax.Array, labels: jax.Array) -> Parameters:
        def step(state: Any, key: jax.Array) -> tuple[Any, None]:
            parameters, moments = state
            rows = jax.random.choice(key, len(labels), (batch,))
            slope = jax.grad(lambda p: cross_entropy(classify, p, inputs[rows], labels[rows]))(parameters)
            update, moments = rule.update(slope, moments)
            return (optax.apply_updates(parameters, update), moments), None

        return jax.lax.scan(step, (start, rule.init(start)), jax.random.split(key, steps))[0][0]

    return train
