"""What one policy-gradient step does to the entropy of a tabular softmax policy, and what theory says it does.

Cui et al. (2025), The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models,
arXiv:2505.22617; the theorem from the paper's text as the authors' repository sums it up, not confirmed
against its proof. For a policy softmax(z) with one logit for each action of a state, to first order

    H(z + dz) - H(z) = -Cov_{a ~ pi}(log pi(a), dz(a))                                       (1)
    dz(a) = eta pi(a) A(a)  for the policy gradient,  dz(a) = eta A(a)  for the natural one    (2)

where A is the advantage, of mean 0 under pi.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

Floats = NDArray[np.float64]


def advantages(logits: Floats, rewards: Floats) -> Floats:
    """[S, A]: rewards less their mean under the policy."""
    p = np.exp(log_softmax(logits, axis=1))
    return np.asarray(rewards - (p * rewards).sum(axis=1, keepdims=True))


def logit_change(logits: Floats, rewards: Floats, step_size: float, *, natural: bool) -> Floats:
    p = np.exp(log_softmax(logits, axis=1))
    return step_size * (1.0 if natural else p) * advantages(logits, rewards)  # Eq. (2)


def entropy(logits: Floats) -> Floats:
    """[S], in nats"""
    log_p = log_softmax(logits, axis=1)
    return np.asarray(-(np.exp(log_p) * log_p).sum(axis=1))


def measured_change(logits: Floats, change: Floats) -> Floats:
    return entropy(logits + change) - entropy(logits)


def predicted_change(logits: Floats, change: Floats) -> Floats:
    log_p = log_softmax(logits, axis=1)
    p = np.exp(log_p)
    surprise = log_p - (p * log_p).sum(axis=1, keepdims=True)
    return np.asarray(-(p * surprise * change).sum(axis=1))  # Eq. (1); a covariance needs one centred side
