"""Is the debiased proportion loss unbiased, how does its variance grow, and does it classify well?"""

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
from broadsheet.claims.hypotheses import equal, not_worse
from broadsheet.lab.methods.weak_labels import label_proportions as llp

METHOD = "broadsheet.lab.methods.weak_labels.label_proportions"
SIZES = (2, 8, 32)
GROWTH_SIZES = (2, 4, 8, 16, 32, 64)
INSTANCES = 512

DECLARATION = Declaration(
    ledger_id="s108",
    paper="Busa-Fekete, Choi, Dick, Gentile, Munoz Medina (2023), Easy Learning from Label Proportions",
    sentence="From bags of 2, 8 and 32 the debiased loss classifies no more than two points worse than proportion "
    "matching; its risk estimate is unbiased, and its variance grows about linearly in the bag size.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("accuracy", "share of test instances", Direction.HIGHER),
        Metric("accuracy-single", "share of test instances", Direction.HIGHER, "from bags of one"),
        Metric(
            "bias",
            "share of the true risk",
            Direction.LOWER,
            "mean estimate less the true risk, bags of 2 to 64",
        ),
        Metric(
            "growth",
            "log variance per log size",
            Direction.LOWER,
            "slope from 2 to 64, at equally many instances",
        ),
    ),
    arms=(
        Arm("easy", "Logistic regression on the debiased loss.", f"{METHOD}.easy", {"ridge": 0.1}),
        Arm(
            "matching", "Logistic regression on proportion matching.", f"{METHOD}.matching", {"ridge": 0.001}
        ),
    ),
    hypotheses=(
        not_worse(
            "easy",
            "matching",
            "accuracy",
            0.02,
            "two points are what the choice of the data's split moves",
            paired=True,
        ),
        equal("easy", 0.0, "bias", 0.05, "an error of a twentieth misleads nobody"),
        equal(
            "easy", 1.0, "growth", 0.25, "nearer to linear than to the square root's or the three-halves law"
        ),
    ),
    controls=(
        Control(
            equal("easy", "matching", "accuracy-single", 0.02, "as above", paired=True),
            "with bags of one both losses are the supervised loss",
        ),
    ),
    quick=Budget(seeds=6, settings={"assignments": 300}, minutes=0.2),
    full=Budget(seeds=40, settings={"assignments": 2000}, minutes=1.5),
    deviations=(
        "Logistic regression on scikit-learn's breast-cancer data (398 training instances) and on two Gaussians "
        "in 20 dimensions (8,400) instead of networks on image data.",
        "The variance is that of the risk estimate from 512 instances, bagged after drawing with replacement, for a "
        "classifier drawn at random.",
    ),
    tuning="Each arm's ridge was chosen from 0.0001, 0.001, 0.01, 0.1 and 1 by mean accuracy on four pilot seeds.",
    scope="It does not cover networks, minibatch training, or bags that are not drawn at random.",
    seeds_at_once=4,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        for name in ("breast-cancer", "gaussians"):
            inputs, labels, test_inputs, test_labels = _data(name, seed)
            for size in (1, *SIZES):
                chosen = llp.bags(len(labels), size, np.random.default_rng([seed, size]))
                loss = getattr(llp, arm.name)(inputs[chosen], labels[chosen].mean(axis=1))
                fitted = llp.fit(loss, inputs.shape[1], float(arm.settings["ridge"]))  # type: ignore[arg-type]
                accuracy = float(((test_inputs @ fitted > 0) == (test_labels > 0.5)).mean())
                if size == 1:
                    yield Outcome(seed, "accuracy-single", accuracy, name)
                else:
                    yield Outcome(seed, "accuracy", accuracy, f"{name}, bags of {size}")
            if arm.name == "easy":
                yield from _estimates(seed, name, inputs, labels, budget)


def _estimates(
    seed: int, name: str, inputs: llp.Matrix, labels: llp.Matrix, budget: Budget
) -> Iterator[Outcome]:
    """Bias and variance of the risk estimate of a classifier drawn at random."""
    rng = np.random.default_rng([seed, 108])
    score = inputs @ rng.standard_normal(inputs.shape[1]) / np.sqrt(inputs.shape[1])
    one, nought = np.logaddexp(0.0, -score), np.logaddexp(0.0, score)
    truth = float((labels * one + (1 - labels) * nought).mean())
    biases, variances = [], []
    for size in GROWTH_SIZES:
        found = [
            llp.debiased_risk(one[drawn], nought[drawn], labels[drawn].mean(axis=1), float(labels.mean()))
            for drawn in (
                rng.integers(0, len(labels), (INSTANCES // size, size))
                for _ in range(budget.whole("assignments"))
            )
        ]
        biases.append(np.mean(found) / truth - 1)
        variances.append(np.var(found, ddof=1))
    yield Outcome(seed, "bias", float(np.mean(biases)), name)
    curve = [(float(size), float(variance)) for size, variance in zip(GROWTH_SIZES, variances, strict=True)]
    slope = np.polyfit(np.log(GROWTH_SIZES), np.log(variances), 1)[0]
    yield Outcome(seed, "growth", float(slope), name, curve)


def _data(name: str, seed: int) -> tuple[llp.Matrix, llp.Matrix, llp.Matrix, llp.Matrix]:
    """Training inputs (with a last column of ones) and labels, and those for the test."""
    from sklearn.datasets import load_breast_cancer

    rng = np.random.default_rng([seed, len(name)])
    if name == "breast-cancer":
        inputs, labels = load_breast_cancer(return_X_y=True)
        inputs, labels = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0), labels.astype(float)
    else:
        labels = (rng.random(12_000) < 0.35).astype(float)
        inputs = rng.standard_normal((12_000, 20)) + (2 * labels[:, None] - 1) * 0.3
    inputs = np.hstack([inputs, np.ones((len(labels), 1))])
    train, test = np.split(rng.permutation(len(labels)), [int(0.7 * len(labels))])
    return inputs[train], labels[train], inputs[test], labels[test]
