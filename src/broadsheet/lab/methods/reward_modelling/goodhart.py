"""Goodhart's law in the geometry of visits: angles between rewards, a path of ascent, and when to stop it.

J. Karwowski, O. Hayman, X. Bai, K. Kiendlhofer, C. Griffin, J. Skalse (2024), "Goodhart's Law in Reinforcement
Learning", arXiv 2310.09144. Discounted visits eta(s, a) of policies form a polytope Omega, on which a return is
linear: J_R = <R, eta>. With M the orthogonal projection onto the directions within Omega,

    angle(R0, R1) = angle between M R0 and M R1                                                       (1)
    NDH: what the true return lost since its peak, over the range of true returns                     (2)
    stop before the first step d with <R1, d> < sin(theta) |M R1| |d|                                 (3)

where theta bounds the angle between the proxy R1 and the true R0. A step within pi/2 - theta of M R1 is within
pi/2 of every reward at most theta from R1, so (3) never lets the true return fall. Only the abstract and
summaries of the paper were read; (1) to (3) were derived anew from the geometry that they describe, and the
details of its algorithm are not confirmed. No public code was found.

Deviations:
1. Steepest ascent follows the projection of R1 on the cone of feasible directions exactly, piece by piece.
2. A second path is the sweep of temperatures of maximum-entropy policies, its pieces being the straight lines
   between successive visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import nnls

from broadsheet.lab.shared.tabular.mdp import Array, TabularMDP, uniform_policy
from broadsheet.lab.shared.tabular.solvers import (
    occupancy,
    policy_iteration,
    policy_return,
    soft_value_iteration,
)


def directions(mdp: TabularMDP) -> Array:
    """Orthonormal columns that span all differences of visits: those d(s, a) for which in every state t
    sum_a d(t, a) = gamma sum_{s, a} P(t | s, a) d(s, a). Shape (S * A, S * A - S)."""
    leaving = np.repeat(np.eye(mdp.states), mdp.actions, axis=1)
    arriving = mdp.transitions.reshape(-1, mdp.states).T
    basis: Array = null_space(leaving - mdp.discount * arriving)
    return basis


def angle(basis: Array, first: Array, second: Array) -> float:
    """(1), in radians."""
    a, b = basis.T @ first.ravel(), basis.T @ second.ravel()
    return float(np.arccos(np.clip(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)), -1.0, 1.0)))


def proxy_at(basis: Array, reward: Array, wanted: float, rng: np.random.Generator) -> Array:
    """A reward at exactly this angle; what it adds outside the directions (shaping) changes no preference."""
    along = basis.T @ reward.ravel()
    along /= np.linalg.norm(along)
    aside = rng.normal(size=len(along))
    aside -= (aside @ along) * along
    aside /= np.linalg.norm(aside)
    shaping = rng.normal(size=reward.size)
    shaping -= basis @ (basis.T @ shaping)
    turned: Array = basis @ (np.cos(wanted) * along + np.sin(wanted) * aside) + shaping
    return turned.reshape(reward.shape)


def steepest_ascent(mdp: TabularMDP, proxy: Array, basis: Array, most: int = 2000) -> Array:
    """Visits at the breakpoints of the path of steepest ascent from the uniform policy, (pieces + 1, S * A)."""
    visits = occupancy(mdp, uniform_policy(mdp)).ravel()
    slope = basis.T @ proxy.ravel()
    path, scale = [visits], np.linalg.norm(slope)
    for _ in range(most):
        empty = basis[visits <= 1e-11]
        # The nearest feasible direction to the slope: Moreau's split of the slope by the cone {y : empty y >= 0}.
        heading = slope + empty.T @ nnls(empty.T, -slope)[0] if len(empty) else slope
        if np.linalg.norm(heading) <= 1e-7 * scale:
            break
        step = basis @ heading
        shrinking = step < -1e-12 * scale
        length = float((visits[shrinking] / -step[shrinking]).min())
        visits = np.maximum(visits + length * step, 0.0)
        visits[visits <= 1e-11] = 0.0
        path.append(visits)
    return np.array(path)


def entropy_path(mdp: TabularMDP, proxy: Array, temperatures: Sequence[float]) -> Array:
    """Visits of maximum-entropy policies for the proxy, from the uniform policy to ever lower temperatures."""
    seen = [occupancy(mdp, uniform_policy(mdp)).ravel()]
    for temperature in temperatures:
        policy, _ = soft_value_iteration(mdp.rewarded(proxy), temperature, tolerance=1e-7)
        seen.append(occupancy(mdp, policy).ravel())
    return np.array(seen)


def stopped(path: Array, basis: Array, proxy: Array, theta: float) -> Array:
    """The path before the first piece that breaks (3)."""
    steps = np.diff(path, axis=0)
    least = np.sin(theta) * np.linalg.norm(basis.T @ proxy.ravel()) * np.linalg.norm(steps, axis=1)
    breaks = np.flatnonzero(steps @ proxy.ravel() < least)
    return path[: breaks[0] + 1] if len(breaks) else path


@dataclass(frozen=True, slots=True)
class Course:
    """How the true return went, in units of its range over all policies."""

    drop: float
    """(2): the deepest fall below an earlier peak."""
    gain: float
    """Last value less the first."""


def course(mdp: TabularMDP, true: Array, path: Array) -> Course:
    best = policy_return(mdp.rewarded(true), policy_iteration(mdp.rewarded(true))[0])
    worst = -policy_return(mdp.rewarded(-true), policy_iteration(mdp.rewarded(-true))[0])
    returns = path @ true.ravel() / (best - worst)
    fall = np.maximum.accumulate(returns) - returns
    return Course(float(fall.max()), float(returns[-1] - returns[0]))
