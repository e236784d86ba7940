"""Fitted Q-iteration on a pendulum that can be balanced at no cost: log-loss against squared loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Control,
    Declaration,
    Direction,
    Fidelity,
    Hypothesis,
    Metric,
    Outcome,
)
from broadsheet.claims.hypotheses import better, equal
from broadsheet.lab.methods.offline_rl.balancing import (
    Steps,
    advance,
    cell_features,
    radial_features,
    random_data,
)
from broadsheet.lab.methods.offline_rl.fitted_q import FittedQ, fit, predicted

METHOD = "broadsheet.lab.methods.offline_rl.fitted_q"
MEANING = "discounted cost of the greedy policy (a fall costs 1), averaged over sample sizes of equal ratio"
WHY = (
    "Costs lie between 0 and 1 and pushing at random costs 0.7 to 0.95: 0.03 is the least gain for which "
    "one would bother to change a loss."
)
TIE = "Three hundredths, the same as the claim's own margin."


def _metric(name: str, where: str) -> Metric:
    return Metric(name, "discounted cost", Direction.LOWER, f"{MEANING}; {where}")


def _tie(metric: str) -> Hypothesis:
    return equal("log-loss", "squared-loss", metric, 0.03, TIE, paired=True)


DECLARATION = Declaration(
    ledger_id="s058",
    sentence="On balancing tasks that can be solved at no cost, fitted Q-iteration with log-loss reaches a "
    "lower cost than with squared loss over the same function class and samples.",
    paper="Ayoub, Wang, Liu, Robertson, McInerney, Liang, Kallus and Szepesvári (2024), Switching the Loss "
    "Reduces the Cost in Batch Reinforcement Learning",
    fidelity=Fidelity.DIRECT,
    metrics=(
        _metric("cost", "no unavoidable failures, discounts 0.95 and 0.99"),
        _metric("cost-cells", "tabular features, discount 0.95"),
        _metric("cost-mishaps", "a twentieth of all steps fail whatever is done, discount 0.95"),
    ),
    arms=(
        Arm("log-loss", "log-loss, sigmoid of linear features", METHOD, {"loss": "log"}),
        Arm("squared-loss", "squared loss, sigmoid of linear features", METHOD, {"loss": "squared"}),
        Arm(
            "squared-linear",
            "squared loss, clipped linear features: another class, shown for comparison alone",
            METHOD,
            {"loss": "squared", "link": "linear"},
        ),
    ),
    hypotheses=(better("log-loss", "squared-loss", "cost", 0.03, WHY, paired=True),),
    controls=(
        Control(
            _tie("cost-cells"),
            "With one feature a cell both losses are minimised by the mean target of the cell, so the two "
            "must learn the same policies.",
        ),
        Control(
            _tie("cost-mishaps"),
            "The gain is promised in proportion to the root of the optimal cost's smallness; here no policy "
            "costs less than about 0.5.",
        ),
    ),
    quick=Budget(6, {"sizes": (125, 500), "steps": 120}, minutes=0.4),
    full=Budget(30, {"sizes": (125, 250, 500, 1000), "steps": 300}, minutes=2.0),
    deviations=(
        "Inverted pendulum of Lagoudakis and Parr alone, with ten radial basis features an action; mountain "
        "car and the Atari games are left out.",
        "The cost is averaged over sample sizes, where the paper draws it against them (the curve is kept).",
        "Regularisation, optimiser and data sizes are ours; the paper's were not looked up.",
    ),
    tuning="Ridge 1e-6, 1e-4, 1e-3 and 1e-2 were tried for both losses on pilot seeds; 1e-6 was best for "
    "both. Discount 0.99 was added after 0.95 had shown a small gap on pilot seeds; both count.",
    scope="One low-dimensional task with linear features and uniformly random data; neural networks, "
    "other tasks and behaviour that rarely meets the goal were not tested.",
    notes="The ledger's check is kept and sharpened: the same function class and optimiser for both losses, "
    "a tabular control in which they must tie, and unavoidable failures in place of a vague 'high cost'. "
    "On pilot seeds the arm with clipped linear features did about as well as log-loss: what is compared is "
    "the loss within one class, not the best of all classes.",
)
SETTINGS = {
    "cost": ((0.95, 60, 0.0), (0.99, 120, 0.0)),
    "cost-cells": ((0.95, 60, 0.0),),
    "cost-mishaps": ((0.95, 60, 0.05),),
}


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    metrics = SETTINGS if arm.name != "squared-linear" else ("cost",)
    for seed in seeds:
        for metric in metrics:
            for discount, iterations, mishap in SETTINGS[metric]:
                config = replace(_config(arm), discount=discount, iterations=iterations)
                curve = list(_costs(config, metric, seed, mishap, budget))
                mean = float(np.mean([cost for _, cost in curve]))
                yield Outcome(seed, metric, mean, stratum=f"discount {discount}", curve=curve)


def _config(arm: Arm) -> FittedQ:
    if arm.settings["loss"] == "log":
        return FittedQ("log")
    return FittedQ("squared", "linear" if arm.settings.get("link") == "linear" else "sigmoid")


def _costs(
    config: FittedQ, metric: str, seed: int, mishap: float, budget: Budget
) -> Iterator[tuple[float, float]]:
    sizes = budget.settings["sizes"]
    assert isinstance(sizes, tuple)
    features = cell_features if metric == "cost-cells" else radial_features
    data = random_data(np.random.default_rng([seed, 58]), int(sizes[-1]), mishap)
    for size in sizes:
        used: Steps = data.first(int(size))
        weights = fit(
            config,
            features(used.states),
            used.actions,
            used.costs,
            features(used.next_states),
            used.ends.astype(np.float64),
        )
        rng = np.random.default_rng([seed, 59])
        state, alive, total = rng.uniform(-0.2, 0.2, size=(100, 2)), np.ones(100, dtype=bool), np.zeros(100)
        for step in range(budget.whole("steps")):
            chosen: NDArray[np.int64] = predicted(config, weights, features(state)).argmin(axis=1)
            state, cost = advance(state, chosen, rng, mishap)
            total += config.discount**step * cost * alive
            alive &= cost == 0
            state = np.where(alive[:, None], state, 0.0)
        yield float(size), float(total.mean())
