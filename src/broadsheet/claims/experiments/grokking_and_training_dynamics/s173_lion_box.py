"""Does Lion with weight decay minimise the loss over a box?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Control,
    Declaration,
    Direction,
    Fidelity,
    Metric,
    Outcome,
)
from broadsheet.claims.hypotheses import better, equal
from broadsheet.lab.methods.grokking_and_training_dynamics import boxed_problems, lion

METHOD = "broadsheet.lab.methods.grokking_and_training_dynamics.lion"
RATE = 0.02
BOX = 0.5
"""Half the largest coordinate of the free minimiser, so that the box binds."""

DECLARATION = Declaration(
    ledger_id="s173",
    paper="Chen, Liu, Liang, Liu (2024), Lion Secretly Solves Constrained Optimization: As Lyapunov Predicts",
    sentence="Lion with weight decay l ends within 5 % of the minimiser over the box |x|_inf <= 1/l, at least five "
    "times nearer than L2-penalised descent, and from outside it enters the box at the rate l or faster.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric(
            "to-box",
            "share of its norm",
            Direction.LOWER,
            "distance of the last iterate to the box's minimiser",
        ),
        Metric("to-free", "share of its norm", Direction.LOWER, "distance to the unconstrained minimiser"),
        Metric(
            "entry",
            "decay rates",
            Direction.HIGHER,
            "slowest exponential rate at which the excess over the box shrinks, over l",
        ),
    ),
    arms=(
        Arm("lion", "Lion whose decay makes the box bind.", f"{METHOD}.lion", {"box": BOX}),
        Arm("adamw", "AdamW with the same decay and schedule.", f"{METHOD}.adamw", {"box": BOX}),
        Arm(
            "l2",
            "Gradient descent on the loss with an L2 penalty of that strength.",
            f"{METHOD}.penalised_descent",
            {"box": BOX},
        ),
        Arm("lion-wide", "Lion whose box holds the free minimiser.", f"{METHOD}.lion", {"box": 2.0}),
        Arm("lion-undecayed", "Lion without weight decay.", f"{METHOD}.lion", {"box": 0.0}),
    ),
    hypotheses=(
        better(
            "lion",
            0.05,
            "to-box",
            0.0,
            "5 % leaves room for a finite run; other candidates for the limit are tens of per cent away",
        ),
        better(
            "lion",
            "l2",
            "to-box",
            5.0,
            "the L2-penalised optimum is tens of per cent away, so a true limit is many times nearer",
            paired=True,
            ratio=True,
        ),
        better("lion", 0.99, "entry", 0.0, "the theorem's 1, less float32 noise"),
    ),
    controls=(
        Control(
            equal(
                "lion-wide", "lion-undecayed", "to-free", 0.05, "the room given to a finite run", paired=True
            ),
            "a box that holds the free minimiser constrains nothing, so both end there",
        ),
    ),
    quick=Budget(seeds=6, settings={"steps": 5_000}, minutes=0.3),
    full=Budget(seeds=30, settings={"steps": 15_000}, minutes=1.0),
    deviations=(
        "The rate falls linearly to nought instead of being constant and small.",
        "Convex losses of 10 coordinates with exact gradients: random quadratics, least squares and logistic "
        "regression on halves of the diabetes data; the paper's networks are not trained.",
    ),
    tuning="Nothing was tuned: every arm has the same schedule, and limit points do not depend on it.",
    notes="The ledger's check names AdamW as a baseline. Pilot runs showed that AdamW creeps towards the same box "
    "(as later work on its implicit bias says), so it is measured and shown, and no hypothesis rests on it.",
    scope="It does not say that the box is good for networks, nor how noise in the gradients moves the limit.",
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for name in ("quadratic", "least-squares", "logistic"):
        problems = [_problem(name, seed) for seed in seeds]
        free = [problem.minimiser() for problem in problems]
        width = np.array([float(arm.settings["box"]) * np.abs(best).max() for best in free])  # type: ignore[arg-type]
        last, largest = _ends(arm, problems, width, budget)
        for i, seed in enumerate(seeds):
            yield Outcome(seed, "to-free", _apart(last[i], free[i]), name)
            if arm.settings["box"] == BOX:
                yield Outcome(seed, "to-box", _apart(last[i], problems[i].minimiser(width[i])), name)
            if arm.name == "lion":
                yield Outcome(seed, "entry", _entry(largest[i], width[i]), name)


def _problem(name: str, seed: int) -> boxed_problems.Problem:
    rng = np.random.default_rng([seed, len(name)])
    if name == "quadratic":
        return boxed_problems.quadratic(10, 10.0, rng)
    return boxed_problems.diabetes(rng, logistic=name == "logistic")


def _ends(
    arm: Arm, problems: Sequence[boxed_problems.Problem], width: boxed_problems.Vector, budget: Budget
) -> tuple[boxed_problems.Vector, boxed_problems.Vector]:
    """Last iterates and largest coordinates of all seeds; they start at thrice the box's width."""
    method = getattr(lion, arm.method.rsplit(".", 1)[1])
    schedule = lion.Schedule(budget.whole("steps"), RATE)

    def run(
        inputs: jax.Array, targets: jax.Array, decay: jax.Array, start: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        slope = partial(boxed_problems.gradient, inputs, targets, problems[0].logistic)
        result: tuple[jax.Array, jax.Array] = method(slope, start, decay, schedule)
        return result

    inputs, targets = (jnp.array([getattr(p, part) for p in problems]) for part in ("inputs", "targets"))
    decay = np.divide(1.0, width, out=np.zeros_like(width), where=width > 0)
    start = jnp.ones((len(problems), inputs.shape[2])) * (3.0 * width)[:, None]
    last, largest = jax.jit(jax.vmap(run))(inputs, targets, jnp.array(decay), start)
    return np.asarray(last, dtype=np.float64), np.asarray(largest, dtype=np.float64)


def _apart(found: boxed_problems.Vector, best: boxed_problems.Vector) -> float:
    return float(np.linalg.norm(found - best) / np.linalg.norm(best))


def _entry(largest: boxed_problems.Vector, width: float, window: int = 4) -> float:
    """The least of -d log(excess) / dt over the decay, t being the summed rates, over windows of steps until
    a hundredth of the excess is left."""
    excess = largest - width
    outside = excess > 0.01 * excess[0]
    until = len(outside) if outside.all() else int(np.argmin(outside))
    time = np.cumsum(RATE * (1 - np.arange(len(largest)) / len(largest)))
    ends = range(window, until, window)
    rates = [
        np.log(excess[t - window] / excess[t]) / (time[t - 1] - (time[t - window - 1] if t > window else 0))
        for t in ends
    ]
    return float(min(rates) * width)
