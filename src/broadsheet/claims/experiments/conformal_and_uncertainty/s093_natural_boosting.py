"""Does boosting by natural gradients predict distributions better than by ordinary ones?"""

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
from broadsheet.lab.methods.conformal_and_uncertainty import natural_boosting as boosting
from broadsheet.lab.methods.conformal_and_uncertainty.natural_boosting import Matrix

METHOD = "broadsheet.lab.methods.conformal_and_uncertainty.natural_boosting"

DECLARATION = Declaration(
    ledger_id="s093",
    paper="Duan, Avati, Ding, Thai, Basu, Ng, Schuler (2020), NGBoost: Natural Gradient Boosting for Probabilistic "
    "Prediction",
    sentence="Boosting mean and scale by natural gradients has a lower held-out negative log-likelihood than by "
    "ordinary gradients, and no higher than homoscedastic boosting or a Gaussian process.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("loss", "nats", Direction.LOWER, "negative log-likelihood of held-out targets, standardised"),
        Metric("loss-constant", "nats", Direction.LOWER, "the same where inputs say nothing of the target"),
    ),
    arms=(
        Arm("natural", "Mean and log scale by natural gradients.", METHOD, {"natural": True, "rate": 0.03}),
        Arm(
            "ordinary", "Mean and log scale by ordinary gradients.", METHOD, {"natural": False, "rate": 0.01}
        ),
        Arm(
            "homoscedastic",
            "The mean alone; one scale for all, from data set aside.",
            METHOD,
            {"natural": True, "rate": 0.03},
        ),
        Arm(
            "gaussian-process",
            "scikit-learn's, squared-exponential kernel and noise fitted.",
            "sklearn.gaussian_process",
        ),
    ),
    hypotheses=(
        better("natural", "ordinary", "loss", 0.0, "the paper says lower and not by how much", paired=True),
        not_worse(
            "natural",
            "homoscedastic",
            "loss",
            0.05,
            "a twentieth of a nat is what a split of the data moves",
            paired=True,
        ),
        not_worse("natural", "gaussian-process", "loss", 0.05, "as above", paired=True),
    ),
    controls=(
        Control(
            equal("natural", "ordinary", "loss-constant", 0.05, "as above", paired=True),
            "where inputs say nothing there is nothing for either gradient to find",
        ),
    ),
    quick=Budget(seeds=4, settings={"stages": 80}, minutes=0.3),
    full=Budget(seeds=24, settings={"stages": 300}, minutes=2.0),
    deviations=(
        "Diabetes of scikit-learn, Friedman's first function and a heteroscedastic sine of 400 points each instead "
        "of the UCI collection.",
        "The number of stages is chosen by a fifth of the training data, for each arm by itself; no minibatches.",
    ),
    tuning="Each boosting arm's rate was chosen from 0.01, 0.03 and 0.1 by mean loss on two pilot seeds; the Gaussian "
    "process maximises its marginal likelihood.",
    scope="Small tables and normal predictive distributions only.",
    seeds_at_once=1,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        for name in ("diabetes", "friedman", "sine"):
            yield Outcome(seed, "loss", _held_out(arm, *_data(name, seed), seed, budget), name)
        if arm.name in ("natural", "ordinary"):
            yield Outcome(seed, "loss-constant", _held_out(arm, *_data("constant", seed), seed, budget))


def _held_out(arm: Arm, inputs: Matrix, targets: Matrix, seed: int, budget: Budget) -> float:
    """A fifth is held out; the rest standardises the targets."""
    test, train = np.split(np.random.default_rng([seed, 93]).permutation(len(targets)), [len(targets) // 5])
    targets = (targets - targets[train].mean()) / targets[train].std()
    if arm.name == "gaussian-process":
        mean, log_scale = _gaussian_process(inputs[train], targets[train], inputs[test])
    else:
        mean, log_scale = _boosted(arm, inputs, targets, train, test, seed, budget)
    return float(boosting.loss(targets[test], mean, log_scale).mean())


def _boosted(arm: Arm, inputs: Matrix, targets: Matrix, train, test, seed: int, budget: Budget):  # type: ignore[no-untyped-def]
    config = boosting.Config(
        natural=bool(arm.settings["natural"]),
        heteroscedastic=arm.name != "homoscedastic",
        stages=budget.whole("stages"),
        learning_rate=float(arm.settings["rate"]),  # type: ignore[arg-type]
    )
    stop, learn = np.split(train, [len(train) // 5])
    fitted = boosting.fit(inputs[learn], targets[learn], config, seed)
    stages = fitted.staged(inputs[stop])
    if config.heteroscedastic:
        chosen = int(np.argmin([boosting.loss(targets[stop], *at.T).mean() for at in stages]))
        return fitted.staged(inputs[test])[chosen].T
    errors = [float(((at[:, 0] - targets[stop]) ** 2).mean()) for at in stages]
    mean = fitted.staged(inputs[test])[int(np.argmin(errors))][:, 0]
    return mean, np.full(len(test), 0.5 * np.log(min(errors)))


def _gaussian_process(inputs: Matrix, targets: Matrix, test: Matrix) -> tuple[Matrix, Matrix]:
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    centre, spread = inputs.mean(axis=0), inputs.std(axis=0)
    process = GaussianProcessRegressor(ConstantKernel() * RBF(inputs.shape[1] ** 0.5) + WhiteKernel())
    process.fit((inputs - centre) / spread, targets)
    mean, scale = process.predict((test - centre) / spread, return_std=True)
    return mean, np.log(scale)


def _data(name: str, seed: int) -> tuple[Matrix, Matrix]:
    from sklearn.datasets import load_diabetes, make_friedman1

    rng = np.random.default_rng([seed, len(name)])
    if name == "diabetes":
        inputs, targets = load_diabetes(return_X_y=True)
        return inputs, targets
    if name == "friedman":
        inputs, targets = make_friedman1(400, n_features=10, noise=1.0, random_state=seed)
        return inputs, targets
    inputs = rng.uniform(-1, 1, (400, 3))
    if name == "constant":
        return inputs, rng.standard_normal(400)
    return inputs, np.sin(3 * inputs[:, 0]) + np.exp(1.5 * inputs[:, 1] - 1) * rng.standard_normal(400)
