"""Two tasks whose feedback is logged by a policy: handwritten digits, and pricing with a continuous action.

The pricing task follows the code of Zenati et al. (2023), where it is taken from Kallus and Zhou (2018): ten
features uniform on [1, 2], of which the mean z of the first three sets the demand 2 z^2 - 0.6 z price; the loss
is minus price times demand, with unit noise, at most zero. The first policy prices at z with deviation 0.5.
Digits (scikit-learn) follow the classic conversion: the action is a guess, the loss -1 when right, else 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.datasets import load_digits

from broadsheet.lab.methods.off_policy_evaluation.sequential_risk import Array, Log

EXPLORED = 0.1
"""A softmax policy guesses uniformly this often, so that every action keeps a chance."""
PRICE_DEVIATION = 0.5


@dataclass(frozen=True, slots=True)
class SoftmaxPolicies:
    """Linear scores; contexts (n, d) with a constant column, actions are class numbers."""

    classes: int

    def all_chances(self, theta: Array, contexts: Array) -> Array:
        guessed = softmax(contexts @ theta.reshape(-1, self.classes), axis=1)
        return np.asarray((1.0 - EXPLORED) * guessed + EXPLORED / self.classes, dtype=np.float64)

    def chances(self, theta: Array, contexts: Array, actions: Array) -> Array:
        rows = np.arange(len(actions))
        return np.asarray(self.all_chances(theta, contexts)[rows, actions.astype(np.int64)], dtype=np.float64)

    def pull(self, theta: Array, contexts: Array, actions: Array, weights: Array) -> Array:
        guessed = softmax(contexts @ theta.reshape(-1, self.classes), axis=1)
        taken = np.eye(self.classes)[actions.astype(np.int64)]
        inner = (guessed * taken).sum(axis=1, keepdims=True) * (taken - guessed)
        return np.asarray(contexts.T @ ((1.0 - EXPLORED) * weights[:, None] * inner)).ravel()


@dataclass(frozen=True, slots=True)
class GaussianPolicies:
    """Linear mean, fixed deviation; contexts carry a constant column."""

    def chances(self, theta: Array, contexts: Array, actions: Array) -> Array:
        gap = (actions - contexts @ theta) / PRICE_DEVIATION
        return np.asarray(np.exp(-(gap**2) / 2) / (PRICE_DEVIATION * np.sqrt(2 * np.pi)), dtype=np.float64)

    def pull(self, theta: Array, contexts: Array, actions: Array, weights: Array) -> Array:
        gap = (actions - contexts @ theta) / PRICE_DEVIATION**2
        return np.asarray(contexts.T @ (weights * self.chances(theta, contexts, actions) * gap))


@dataclass(frozen=True, slots=True)
class Digits:
    """The images are the whole population: rounds are drawn from it and risks are exact over it."""

    contexts: Array
    labels: Array
    first: Array
    policies: SoftmaxPolicies = SoftmaxPolicies(10)

    def deploy(self, theta: Array | None, count: int, rng: np.random.Generator) -> Log:
        rows = rng.integers(len(self.labels), size=count)
        contexts = self.contexts[rows]
        chances = self.policies.all_chances(self.first if theta is None else theta, contexts)
        actions = (rng.random(count)[:, None] >= chances.cumsum(axis=1)[:, :-1]).sum(axis=1)
        losses = -(actions == self.labels[rows]).astype(np.float64)
        return Log(contexts, actions.astype(np.float64), losses, chances[np.arange(count), actions])

    def risk(self, theta: Array) -> float:
        return -float(self.policies.chances(theta, self.contexts, self.labels).mean())

    def best(self) -> Array:
        """Fitted with every label known."""
        return supervised(self.contexts, self.labels, ridge=1e-6)


def digits(rng: np.random.Generator, noise: bool = False) -> Digits:
    """The first policy was fitted to sixty other images. `noise` replaces every label by a
    random one afterwards, so that hardly any policy is better than another."""
    pixels, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(labels))
    contexts = np.column_stack([pixels / 16.0, np.ones(len(labels))])[order]
    first = supervised(contexts[:60], labels[order][:60], ridge=0.01)
    labels = rng.integers(10, size=len(labels)) if noise else labels[order]
    return Digits(contexts[60:], np.asarray(labels[60:], dtype=np.float64), first)


def supervised(contexts: Array, labels: Array, ridge: float) -> Array:
    """Multinomial logistic regression, mean loss plus ridge |theta|^2 / 2, flat."""
    wanted = np.eye(10)[labels.astype(np.int64)]

    def loss(theta: Array) -> tuple[float, Array]:
        scores = contexts @ theta.reshape(-1, 10)
        value = -(wanted * log_softmax(scores, axis=1)).sum(axis=1).mean() + ridge * theta @ theta / 2
        slope = contexts.T @ (softmax(scores, axis=1) - wanted) / len(labels)
        return float(value), slope.ravel() + ridge * theta

    start = np.zeros(contexts.shape[1] * 10)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Pricing:
    test: Array
    test_noise: Array
    policies: GaussianPolicies = GaussianPolicies()

    @property
    def first(self) -> Array:
        theta = np.zeros(11)
        theta[:3] = 1.0 / 3.0
        return theta

    def best(self) -> Array:
        """The price z / 0.6 maximises price times demand, and is linear."""
        return self.first / 0.6

    def deploy(self, theta: Array | None, count: int, rng: np.random.Generator) -> Log:
        contexts = price_contexts(rng, count)
        used = self.first if theta is None else theta
        actions = contexts @ used + PRICE_DEVIATION * rng.normal(size=count)
        losses = price_losses(contexts, actions, rng.normal(size=count))
        return Log(contexts, actions, losses, self.policies.chances(used, contexts, actions))

    def risk(self, theta: Array) -> float:
        """Over held-out contexts; every policy meets the same noise."""
        actions = self.test @ theta + PRICE_DEVIATION * self.test_noise[0]
        return float(price_losses(self.test, actions, self.test_noise[1]).mean())


def pricing(rng: np.random.Generator, held_out: int = 20_000) -> Pricing:
    return Pricing(price_contexts(rng, held_out), rng.normal(size=(2, held_out)))


def price_contexts(rng: np.random.Generator, count: int) -> Array:
    return np.column_stack([rng.uniform(1.0, 2.0, size=(count, 10)), np.ones(count)])


def price_losses(contexts: Array, prices: Array, noise: Array) -> Array:
    z = contexts[:, :3].mean(axis=1)
    earned = prices * (2 * z**2 - 0.6 * z * prices) + noise
    return np.asarray(np.minimum(0.0, -earned), dtype=np.float64)
