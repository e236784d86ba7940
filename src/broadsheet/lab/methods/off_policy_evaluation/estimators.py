"""Values of a policy from another policy's episodes of fixed length, in a tabular MDP.

With rho_t = pi(a_t | s_t) / b(a_t | s_t), gamma the discount and H steps:

    IS     mean of  (product of rho_0 .. rho_{H-1})  sum_t gamma^t r_t                                  (1)
    PDIS   mean of  sum_t gamma^t (product of rho_0 .. rho_t) r_t                                       (2)
    DM     value of pi in the MDP of the logged counts                                                  (3)
    DR     mean of D_0, with D_t = v_t(s_t) + rho_t (r_t + gamma D_{t+1} - q_t(s_t, a_t)), D_H = 0      (4)

where q and v in (4) are those of (3). D. Precup, R. Sutton, S. Singh (2000) for (1) and (2); N. Jiang, L. Li
(2016) for (4). From memory; their code was not looked up.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from broadsheet.lab.shared.tabular.episodes import Episodes
from broadsheet.lab.shared.tabular.mdp import Array, TabularMDP


def importance_sampling(logged: Episodes, policy: Array, discount: float) -> float:
    ratios = _ratios(logged, policy).prod(axis=1)
    return float((ratios * (logged.rewards * _discounts(logged, discount)).sum(axis=1)).mean())


def per_decision(logged: Episodes, policy: Array, discount: float) -> float:
    ratios = _ratios(logged, policy).cumprod(axis=1)
    return float((ratios * logged.rewards * _discounts(logged, discount)).sum(axis=1).mean())


def direct(model: TabularMDP, policy: Array, steps: int) -> float:
    q = tables(model, policy, steps)
    return float(model.start @ (policy * q[0]).sum(axis=1))


def doubly_robust(logged: Episodes, policy: Array, model: TabularMDP) -> float:
    steps = logged.rewards.shape[1]
    q, ratios = tables(model, policy, steps), _ratios(logged, policy)
    corrected = np.zeros(len(ratios))
    for t in reversed(range(steps)):
        s, a = logged.states[:, t], logged.actions[:, t]
        value = (policy[s] * q[t, s]).sum(axis=1)
        ahead = logged.rewards[:, t] + model.discount * corrected
        corrected = value + ratios[:, t] * (ahead - q[t, s, a])
    return float(corrected.mean())


def tables(mdp: TabularMDP, policy: Array, steps: int) -> Array:
    """q_t(s, a) of the policy with `steps - t` steps to go, shape (steps, S, A)."""
    q = np.zeros((steps, mdp.states, mdp.actions))
    values = np.zeros(mdp.states)
    for t in reversed(range(steps)):
        q[t] = mdp.rewards + mdp.discount * mdp.transitions @ values
        values = (policy * q[t]).sum(axis=1)
    return q


def counted_model(logged: Episodes, like: TabularMDP) -> TabularMDP:
    """Shares of the log; a pair that was never seen pays nothing and stays where it is."""
    counts = np.zeros_like(like.transitions)
    paid = np.zeros_like(like.rewards)
    pairs = (logged.states.ravel(), logged.actions.ravel())
    np.add.at(counts, (*pairs, logged.next_states.ravel()), 1.0)
    np.add.at(paid, pairs, logged.rewards.ravel())
    seen = counts.sum(axis=2)
    stay = np.broadcast_to(np.eye(like.states)[:, None, :], counts.shape)
    start = np.bincount(logged.states[:, 0], minlength=like.states) / len(logged.states)
    known = np.maximum(seen, 1.0)
    transitions = np.where(seen[:, :, None] > 0, counts / known[:, :, None], stay)
    return replace(like, transitions=transitions, rewards=paid / known, start=start)


def _ratios(logged: Episodes, policy: Array) -> Array:
    ratios: Array = policy[logged.states, logged.actions] / logged.propensities
    return ratios


def _discounts(logged: Episodes, discount: float) -> Array:
    return np.asarray(discount ** np.arange(logged.rewards.shape[1]), dtype=np.float64)
