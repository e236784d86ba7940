"""Preferences by regret, fitted as if by return: acting on the result against planning with it as a reward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from broadsheet.claims.hypotheses import better, equal, not_worse
from broadsheet.lab.methods.preference_learning.regret_preferences import (
    as_advantage,
    as_reward,
    delivery_grid,
    fit_as_return,
    optimal_advantage,
    sampled_preferences,
    scaled_return,
)

METHOD = "broadsheet.lab.methods.preference_learning.regret_preferences"
RETURN = "exact return, 1 optimal, 0 uniformly random, cut off at -1"
WHY = "A twentieth of the way from random to optimal; the paper calls anything above 0.9 near-optimal."

DECLARATION = Declaration(
    ledger_id="s373",
    sentence="When people compare segments by regret, acting greedily on what is learned does at least as well "
    "as planning with it as a reward, whether or not segments run on into the absorbing state; for planning, "
    "that padding matters.",
    paper="Knox, Hatgis-Kessell, Adalgeirsson, Booth, Dragan, Stone and Niekum (2024), Learning Optimal "
    "Advantage from Preferences and Mistaking it for Reward",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("return", "scaled return", Direction.HIGHER, RETURN),
        Metric(
            "return-exact", "scaled return", Direction.HIGHER, f"{RETURN}; the true advantage in place of g"
        ),
    ),
    arms=(
        Arm("greedy", "acts greedily; no padding", METHOD, {"use": "advantage", "padded": False}),
        Arm("reward", "plans with it as a reward; no padding", METHOD, {"use": "reward", "padded": False}),
        Arm("greedy-padded", "acts greedily; padded segments", METHOD, {"use": "advantage", "padded": True}),
        Arm("reward-padded", "plans with it; padded segments", METHOD, {"use": "reward", "padded": True}),
    ),
    hypotheses=(
        not_worse("greedy", "reward", "return", 0.05, WHY, paired=True),
        not_worse("greedy-padded", "reward-padded", "return", 0.05, WHY, paired=True),
        better(
            "reward-padded",
            "reward",
            "return",
            0.1,
            "Twice the margin above: 'matters' says more than 'is not worse'.",
            paired=True,
        ),
    ),
    controls=(
        Control(
            equal(
                "greedy-padded",
                "reward-padded",
                "return-exact",
                0.01,
                "Both are optimal in theory; a hundredth allows for rounding.",
                paired=True,
            ),
            "The true optimal advantage, with nothing to estimate, is optimal both ways.",
        ),
    ),
    quick=Budget(8, {"pairs": (1000, 3000)}, minutes=0.2),
    full=Budget(400, {"pairs": (300, 1000, 3000)}, minutes=12.0),
    deviations=(
        "Random maps of 6 by 6 cells with a goal, traps, walls and a step cost; no coins, mud or road blocks.",
        "Up to 3000 preferences, where the paper goes to 100 000.",
        "Logistic regression with a tiny ridge instead of a fixed number of Adam steps.",
        "Segments start anywhere but in the absorbing state and act uniformly at random.",
    ),
    tuning="No arm was tuned; the ridge of 0.001 was set beforehand.",
    scope="Deterministic tabular problems with one weight a state and action; human judges, generalising "
    "models and online learning were not tested.",
    notes="Strata: number of preferences, and preferences with or without the noise of the sigmoid. "
    "The quick budget first had 300 preferences, from which no arm learns; it was changed after it had been run. "
    "The number of full seeds was raised from 100 to 400, before any added one was run: by a bootstrap of the "
    "first results, two sets of 100 would have agreed on the verdict in 59 of 100 cases only.",
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    use = as_advantage if arm.settings["use"] == "advantage" else as_reward
    padded = bool(arm.settings["padded"])
    sizes = budget.settings["pairs"]
    assert isinstance(sizes, tuple)
    for seed in seeds:
        mdp = delivery_grid(np.random.default_rng([seed, 373])).mdp
        for size in sizes:
            for noiseless in (False, True):
                rng = np.random.default_rng([seed, int(size), noiseless])
                learned = fit_as_return(sampled_preferences(mdp, rng, int(size), padded, noiseless))
                stratum = f"{size} {'noiseless' if noiseless else 'noisy'}"
                yield Outcome(seed, "return", scaled_return(mdp, use(learned, mdp)), stratum)
        if padded:
            exact = use(optimal_advantage(mdp).ravel(), mdp)
            yield Outcome(seed, "return-exact", scaled_return(mdp, exact))
