"""Counterfactual risk minimisation, once or by redeploying what was learned.

H. Zenati, E. Diemert, M. Martin, J. Mairal, P. Gaillard (2023), "Sequential Counterfactual Risk Minimization",
arXiv 2302.12120. A log holds contexts x_i, actions a_i, losses l_i <= 0 and the chance (or density) p_i that the
deployed policy gave the action. With implicit exploration,

    w_i(theta)  = pi_theta(a_i | x_i) / (p_i + alpha pi_theta(a_i | x_i)),   alpha = 1 / n            (1)
    L(theta)    = mean_i l_i w_i + lambda std_i( l_i (w_i - 1) )                                      (2)

CRM minimises (2) once, over all samples of one logging policy. The sequential method minimises it, deploys the
minimiser to log a batch of twice the size, and minimises again. Checked against the authors' code
(criteo-research/sequential-conterfactual-risk-minimization): (1), (2), alpha and the doubling; that its
continuous experiments learn from the latest batch alone, from the last minimiser, and its discrete ones from all batches,
from zero. The text of the paper was not read.

Deviations:
1. Gradients are written out and L-BFGS is SciPy's.
2. The last batch is learned from but nothing is deployed after it, so that both methods use the same number of
   samples.
3. Minimisation always starts from the last minimiser; on pilot seeds, starting from zero was worse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]


class Policies(Protocol):
    """A family of policies, theta flat."""

    def chances(self, theta: Array, contexts: Array, actions: Array) -> Array:
        """pi_theta(a_i | x_i), shape (n,)."""
        ...

    def pull(self, theta: Array, contexts: Array, actions: Array, weights: Array) -> Array:
        """sum_i weights_i d pi_theta(a_i | x_i) / d theta."""
        ...


@dataclass(frozen=True, slots=True)
class Log:
    contexts: Array
    actions: Array
    losses: Array
    chances: Array

    def __len__(self) -> int:
        return len(self.losses)


Deploy = Callable[[Array | None, int], Log]
"""Logs so many samples of the policy theta, or of the first logging policy when None."""


def objective(policies: Policies, theta: Array, log: Log, penalty: float) -> tuple[float, Array]:
    """(2) and its gradient."""
    count, alpha = len(log), 1.0 / len(log)
    chosen = policies.chances(theta, log.contexts, log.actions)
    weights = chosen / (log.chances + alpha * chosen)  # (1)
    spread = log.losses * (weights - 1.0)
    deviation = float(spread.std()) + 1e-12
    by_weight = log.losses / count * (1.0 + penalty * (spread - spread.mean()) / deviation)
    by_chance = by_weight * log.chances / (log.chances + alpha * chosen) ** 2
    value = float((log.losses * weights).mean()) + penalty * deviation
    return value, policies.pull(theta, log.contexts, log.actions, by_chance)


def minimised(policies: Policies, start: Array, log: Log, penalty: float, iterations: int = 200) -> Array:
    found = minimize(
        lambda theta: objective(policies, theta, log, penalty),
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": iterations},
    )
    return np.asarray(found.x, dtype=np.float64)


def batch_sizes(first: int, rounds: int) -> list[int]:
    return [first * 2**m for m in range(rounds)]


def once(policies: Policies, start: Array, deploy: Deploy, sizes: list[int], penalty: float) -> Array:
    return minimised(policies, start, deploy(None, sum(sizes)), penalty)


def sequential(
    policies: Policies, start: Array, deploy: Deploy, sizes: list[int], penalty: float, accumulate: bool
) -> Array:
    """`accumulate`: learn from all batches so far instead of the latest alone; always from the last minimiser."""
    log = deploy(None, sizes[0])
    theta = minimised(policies, start, log, penalty)
    for size in sizes[1:]:
        batch = deploy(theta, size)
        log = joined(log, batch) if accumulate else batch
        theta = minimised(policies, theta, log, penalty)
    return theta


def joined(first: Log, second: Log) -> Log:
    """Each sample keeps the chance that its own policy gave it."""
    return Log(
        np.concatenate([first.contexts, second.contexts]),
        np.concatenate([first.actions, second.actions]),
        np.concatenate([first.losses, second.losses]),
        np.concatenate([first.chances, second.chances]),
    )
