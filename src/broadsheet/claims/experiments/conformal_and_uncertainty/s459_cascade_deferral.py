"""When does a learned deferral rule beat the first model's own confidence?"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
from broadsheet.lab.methods.conformal_and_uncertainty import deferral

METHOD = "broadsheet.lab.methods.conformal_and_uncertainty.deferral"
WHY = "one point of accuracy, averaged over all deferral rates, is what a second rule should earn"
SPECIALTY = 5
"""The specialist learns the digits from 5 on; the noise is among the digits below 5."""

DECLARATION = Declaration(
    ledger_id="s459",
    paper="Jitkrittum, Gupta, Menon, Narasimhan, Rawat, Kumar (2023), When Does Confidence-Based Cascade Deferral "
    "Suffice?",
    sentence="A deferral rule learned after training has at least one point more area under the accuracy-deferral "
    "curve than the first model's confidence when the second model is a specialist and when labels are noisy.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        Metric("area", "accuracy", Direction.HIGHER, "mean over deferral rates from 0 to 1, on test data"),
    ),
    arms=(
        Arm("confidence", "Defers where the first model's largest probability is least.", f"{METHOD}.doubt"),
        Arm(
            "learned",
            "Defers where a forest expects the second model to gain most.",
            f"{METHOD}.learned_gain",
        ),
    ),
    hypotheses=(
        better("learned", "confidence", "area", 0.01, WHY, paired=True, stratum="specialist"),
        better("learned", "confidence", "area", 0.01, WHY, paired=True, stratum="label-noise"),
    ),
    controls=(
        Control(
            equal(
                "learned",
                "confidence",
                "area",
                0.01,
                "the margin of the hypotheses",
                paired=True,
                stratum="generalist",
            ),
            "with clean labels and a second model that is better everywhere, confidence suffices",
        ),
    ),
    quick=Budget(seeds=8, settings={"hidden": 32}, minutes=0.3),
    full=Budget(seeds=30, settings={"hidden": 64}, minutes=1.5),
    deviations=(
        "scikit-learn's digits instead of image and text benchmarks: logistic regression on 8 principal "
        "components, then a network of one hidden layer on all pixels.",
        "Half the labels of the digits 0 to 4 are drawn anew among these digits, in training, held-out and test "
        "data alike.",
        "The learned rule is a random forest; a shift of the test distribution is not tested.",
    ),
    tuning="Nothing was tuned; the learned rule has 30 % of the data to itself, on which no classifier is trained.",
    scope="It does not cover deep networks, more than two models, or shifted test data. With noisy labels the gain is near "
    "the margin: by a bootstrap of these results, other seeds may come out as contradicted in two of five cases.",
    seeds_at_once=2,
)


@dataclass(frozen=True, slots=True)
class Cascade:
    """Probabilities of the first model and whether each model is right, on held-out and on test data."""

    held_out: NDArray[np.float64]
    held_out_right: tuple[deferral.Right, deferral.Right]
    test: NDArray[np.float64]
    test_right: tuple[deferral.Right, deferral.Right]


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        for scenario in ("specialist", "label-noise", "generalist"):
            cascade = _trained(scenario, seed, budget.whole("hidden"))
            if arm.name == "confidence":
                score = deferral.doubt(cascade.test)
            else:
                score = deferral.learned_gain(cascade.held_out, *cascade.held_out_right, cascade.test, seed)
            curve = deferral.accuracies(score, *cascade.test_right)
            points = [(i / (len(curve) - 1), float(value)) for i, value in enumerate(curve)]
            yield Outcome(seed, "area", deferral.area(score, *cascade.test_right), scenario, points)


def _trained(scenario: str, seed: int, hidden: int) -> Cascade:
    from sklearn.datasets import load_digits
    from sklearn.decomposition import PCA
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline

    inputs, labels = load_digits(return_X_y=True)
    rng = np.random.default_rng([seed, 459])
    if scenario == "label-noise":
        drawn = (labels < SPECIALTY) & (rng.random(len(labels)) < 0.5)
        labels = np.where(drawn, rng.integers(0, SPECIALTY, len(labels)), labels)
    train, held_out, test = np.split(
        rng.permutation(len(labels)), [int(0.4 * len(labels)), int(0.7 * len(labels))]
    )
    first = make_pipeline(PCA(8, random_state=seed), LogisticRegression(max_iter=2000))
    first.fit(inputs[train] / 16, labels[train])
    taught = train[labels[train] >= SPECIALTY] if scenario == "specialist" else train
    second = MLPClassifier((hidden,), max_iter=300, early_stopping=False, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the 300 rounds are its budget
        second.fit(inputs[taught] / 16, labels[taught])

    def right(rows: NDArray[np.int64]) -> tuple[deferral.Right, deferral.Right]:
        one, two = (model.predict(inputs[rows] / 16) == labels[rows] for model in (first, second))
        return one, two

    probabilities = [first.predict_proba(inputs[rows] / 16) for rows in (held_out, test)]
    return Cascade(probabilities[0], right(held_out), probabilities[1], right(test))
