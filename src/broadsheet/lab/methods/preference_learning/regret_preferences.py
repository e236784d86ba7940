"""Preferences by regret, and the function that is learned when they are taken for preferences by return.

W. B. Knox, S. Hatgis-Kessell, S. O. Adalgeirsson, S. Booth, A. Dragan, P. Stone, S. Niekum (2024), "Learning
Optimal Advantage from Preferences and Mistaking it for Reward", arXiv 2310.02456. For segments x, y of equal
length in a deterministic MDP, with the optimal advantage A*(s, a) = Q*(s, a) - V*(s):

    regret(x)  = - sum over (s, a) in x of A*(s, a)                                                   (1)
    P(x over y) = sigmoid(regret(y) - regret(x))                     people judge by regret           (2)
    P(x over y) = sigmoid(sum of g in x - sum of g in y)             what is fitted, one g(s, a) each (3)

so that g approaches A*, up to a constant that segments of equal length cannot reveal. Steps from the absorbing
state are worth g = 0 by definition: segments that hold them (padding) pin the constant down. Then g is used as

    advantage: act greedily on g;       reward: act greedily on the optimal action values of reward g.

Checked against the authors' code (Stephanehk/Learning-OA-From-Prefs): the table of one weight for each state
and action, segments of three steps, discount 0.999, the loss, absorbing steps without a weight, and both uses.

Deviations:
1. The convex loss is minimised with a tiny ridge penalty by L-BFGS, not by 1000 steps of Adam at rate 2.
2. Planning and evaluation solve the linear equations instead of iterating.
3. The scaled return is cut off below at -1, since a policy that circles for ever is worse without bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from broadsheet.lab.shared.tabular.makers import MOVES, Gridworld, gridworld
from broadsheet.lab.shared.tabular.mdp import Array, TabularMDP, greedy, uniform_policy
from broadsheet.lab.shared.tabular.solvers import policy_iteration, policy_return

SEGMENT_STEPS, DISCOUNT = 3, 0.999


@dataclass(frozen=True, slots=True)
class Preferences:
    """`counts[i, side, s * A + a]`: how often a segment takes a in s; absorbing steps count nowhere.
    `first[i]`: whether side 0 was preferred."""

    counts: Array
    first: NDArray[np.bool_]


def optimal_advantage(mdp: TabularMDP) -> Array:
    _, q = policy_iteration(mdp)
    advantage: Array = q - q.max(axis=1, keepdims=True)
    return advantage


def sampled_preferences(
    mdp: TabularMDP, rng: np.random.Generator, pairs: int, padded: bool, noiseless: bool = False
) -> Preferences:
    """Segments start anywhere but in the absorbing state and act at random; without padding those that reach
    it before their last step are drawn again."""
    counts = np.stack([_segments(mdp, rng, pairs, padded) for _ in range(2)], axis=1)
    better = (counts[:, 0] - counts[:, 1]) @ optimal_advantage(mdp).ravel()  # regret(y) - regret(x), (1)
    first = better > 0 if noiseless else rng.random(pairs) < expit(better)  # (2)
    ties = noiseless & (np.abs(better) < 1e-9)
    return Preferences(counts, np.where(ties, rng.random(pairs) < 0.5, first))


def fit_as_return(preferences: Preferences, ridge: float = 1e-3) -> Array:
    """g of (3), flat; the constant that cannot be known is left where zero puts it."""
    gap = preferences.counts[:, 0] - preferences.counts[:, 1]
    gap = np.where(preferences.first[:, None], gap, -gap)

    def loss(g: Array) -> tuple[float, Array]:
        margin = gap @ g
        value = np.logaddexp(0.0, -margin).sum() + ridge * g @ g / 2
        return float(value), ridge * g - gap.T @ expit(-margin)

    found = minimize(loss, np.zeros(gap.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    return np.asarray(found.x, dtype=np.float64)


def as_advantage(learned: Array, mdp: TabularMDP) -> Array:
    return greedy(learned.reshape(mdp.rewards.shape))


def as_reward(learned: Array, mdp: TabularMDP) -> Array:
    rewards = np.where(mdp.absorbing()[:, None], 0.0, learned.reshape(mdp.rewards.shape))
    return policy_iteration(mdp.rewarded(rewards))[0]


def scaled_return(mdp: TabularMDP, policy: Array) -> float:
    """1 for an optimal policy, 0 for the uniform one, at least -1."""
    best = policy_return(mdp, policy_iteration(mdp)[0])
    random = policy_return(mdp, uniform_policy(mdp))
    return max(-1.0, (policy_return(mdp, policy) - random) / (best - random))


def delivery_grid(rng: np.random.Generator, side: int = 6) -> Gridworld:
    """A random map in the manner of the paper's delivery task: one goal (+50) and one to three traps (-50)
    that end an episode, walls, and steps that cost 1."""
    marks = ["G"] + ["T"] * int(rng.integers(1, 4)) + ["#"] * int(rng.integers(2, 6))
    while True:
        cells = np.array(marks + ["."] * (side * side - len(marks)))
        rng.shuffle(cells)
        rows = ["".join(row) for row in cells.reshape(side, side)]
        if _connected(rows):
            return gridworld(rows, discount=DISCOUNT, step_reward=-1.0, goal_reward=50.0, trap_reward=-50.0)


def _connected(rows: list[str]) -> bool:
    """Whether every free cell reaches the goal without crossing a trap."""
    side = len(rows)
    reached = [(r, c) for r in range(side) for c in range(side) if rows[r][c] == "G"]
    for r, c in reached:
        for down, across in MOVES:
            near = (r + down, c + across)
            inside = 0 <= near[0] < side and 0 <= near[1] < side
            if inside and near not in reached and rows[near[0]][near[1]] == ".":
                reached.append(near)
    return len(reached) == 1 + sum(row.count(".") for row in rows)


def _segments(mdp: TabularMDP, rng: np.random.Generator, wanted: int, padded: bool) -> Array:
    absorbing = mdp.absorbing()
    moves = mdp.transitions.cumsum(axis=2)
    kept: list[Array] = []
    while sum(map(len, kept)) < wanted:
        state = rng.choice(np.flatnonzero(~absorbing), size=wanted)
        counts, whole = np.zeros((wanted, mdp.rewards.size)), np.ones(wanted, dtype=bool)
        for _ in range(SEGMENT_STEPS):
            action = rng.integers(mdp.actions, size=wanted)
            going = ~absorbing[state]
            whole &= going
            counts[np.flatnonzero(going), (state * mdp.actions + action)[going]] += 1.0
            state = (rng.random(wanted)[:, None] >= moves[state, action]).sum(axis=1)
        kept.append(counts if padded else counts[whole])
    return np.concatenate(kept)[:wanted]
