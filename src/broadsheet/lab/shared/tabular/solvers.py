"""Values, policies and visits of a tabular MDP, all exact.

Notation: v(s), q(s, a) for values; P the transition matrix of a policy; gamma the discount.
"""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp, softmax

from broadsheet.lab.shared.tabular.mdp import Array, TabularMDP, greedy


def action_values(mdp: TabularMDP, values: Array) -> Array:
    """q(s, a) = r(s, a) + gamma sum_t P(t | s, a) v(t)."""
    backed: Array = mdp.rewards + mdp.discount * mdp.transitions @ values
    return backed


def policy_values(mdp: TabularMDP, policy: Array) -> Array:
    """Solves v = r_pi + gamma P_pi v."""
    solved: Array = np.linalg.solve(
        np.eye(mdp.states) - mdp.discount * state_transitions(mdp, policy), (policy * mdp.rewards).sum(axis=1)
    )
    return solved


def policy_return(mdp: TabularMDP, policy: Array) -> float:
    return float(mdp.start @ policy_values(mdp, policy))


def state_transitions(mdp: TabularMDP, policy: Array) -> Array:
    """P_pi[s, t], the chance of going from s to t in one step."""
    matrix: Array = np.einsum("sa,sat->st", policy, mdp.transitions)
    return matrix


def occupancy(mdp: TabularMDP, policy: Array) -> Array:
    """Discounted visits of each state and action, summing to 1 / (1 - gamma): return = sum(occupancy * r)."""
    visits = np.linalg.solve(np.eye(mdp.states) - mdp.discount * state_transitions(mdp, policy).T, mdp.start)
    return visits[:, None] * policy


def occupancy_policy(visits: Array) -> Array:
    """The policy that these visits come from; uniform where nothing is visited."""
    total = visits.sum(axis=1, keepdims=True)
    even = np.full_like(visits, 1.0 / visits.shape[1])
    return np.where(total > 1e-15, visits / np.maximum(total, 1e-15), even)


def value_iteration(mdp: TabularMDP, tolerance: float = 1e-10) -> Array:
    """The optimal q, within `tolerance` of its fixed point (the stopping rule allows for the discount)."""
    values = np.zeros(mdp.states)
    while True:
        q = action_values(mdp, values)
        step = float(np.abs(q.max(axis=1) - values).max())
        values = q.max(axis=1)
        if step * mdp.discount <= tolerance * (1.0 - mdp.discount):
            return action_values(mdp, values)


def policy_iteration(mdp: TabularMDP) -> tuple[Array, Array]:
    """An optimal policy and its q, by exact evaluation and improvement by more than rounding."""
    policy = greedy(mdp.rewards)
    while True:
        q = action_values(mdp, policy_values(mdp, policy))
        if (q.max(axis=1) - (policy * q).sum(axis=1)).max() < 1e-10 * max(1.0, float(np.abs(q).max())):
            return policy, q
        policy = greedy(q)


def soft_value_iteration(
    mdp: TabularMDP, temperature: float, tolerance: float = 1e-10
) -> tuple[Array, Array]:
    """Policy and q of maximum causal entropy: v(s) = T log sum_a exp(q(s, a) / T), pi = softmax(q / T)."""
    values = np.zeros(mdp.states)
    while True:
        q = action_values(mdp, values)
        softened = temperature * logsumexp(q / temperature, axis=1)
        step = float(np.abs(softened - values).max())
        values = softened
        if step * mdp.discount <= tolerance * (1.0 - mdp.discount):
            q = action_values(mdp, values)
            return softmax(q / temperature, axis=1), q


def finite_horizon_values(mdp: TabularMDP, horizon: int) -> Array:
    """Optimal undiscounted q with h steps to go, shape (horizon, S, A); index 0 is the first step taken."""
    tables = np.zeros((horizon, mdp.states, mdp.actions))
    values = np.zeros(mdp.states)
    for step in reversed(range(horizon)):
        tables[step] = mdp.rewards + mdp.transitions @ values
        values = tables[step].max(axis=1)
    return tables
