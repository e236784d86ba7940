"""Alignment at test time by resampling suffixes, and by the best of n, on strings that can all be listed.

Paper: Faria, Smith (2025), Sample, Don't Search: Rethinking Test-Time Alignment for Language Models
(arXiv 2504.03790). A chain of whole strings cuts the present one, y, at a place drawn uniformly, draws the rest
anew from the generator, and takes the new string y' with probability min(1, e^((r(y') - r(y)) / b)): the ratio
of a Metropolis-Hastings step towards p(y) e^(r(y) / b) when all strings have the same length. Best-of-n draws n
strings and keeps the one of greatest reward r.

Written from the text; the authors' code was not consulted. 1. All strings are of one length, so that the ratio
of lengths in the paper's acceptance is 1. 2. Distributions are computed exactly instead of by sampling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """A chain over `letters` letters: `first[a]`, then `following[t, a, b]` for places t = 1, 2, ..."""

    first: Vector
    following: Vector

    @property
    def letters(self) -> int:
        return len(self.first)

    @property
    def length(self) -> int:
        return len(self.following) + 1

    def strings(self) -> NDArray[np.int64]:
        """All strings in lexical order, (letters ** length, length)."""
        return np.stack(
            np.unravel_index(np.arange(self.letters**self.length), (self.letters,) * self.length), axis=1
        )

    def suffix_probabilities(self) -> Vector:
        """P(letters from place t on | those before it) of every string, (length, strings)."""
        strings = self.strings()
        steps = [self.first[strings[:, 0]]]
        steps += [self.following[t][strings[:, t], strings[:, t + 1]] for t in range(self.length - 1)]
        return np.asarray(np.cumprod(np.array(steps)[::-1], axis=0)[::-1])


def tilted(probabilities: Vector, reward: Vector, b: float) -> Vector:
    """The exact p(y) e^(r(y) / b), normalised."""
    weight = probabilities * np.exp((reward - reward.max()) / b)
    return np.asarray(weight / weight.sum())


def transition(source: Source, reward: Vector, b: float) -> Vector:
    """Of the chain, (strings, strings): from each row's string to each column's."""
    suffixes, count = source.suffix_probabilities(), source.letters**source.length
    accept = np.exp(np.minimum(0.0, (reward[None, :] - reward[:, None]) / b))
    matrix = np.zeros((count, count))
    for cut in range(source.length):
        block = source.letters ** (source.length - cut)
        for start in range(0, count, block):
            same = slice(start, start + block)
            matrix[same, same] += suffixes[cut, same][None, :] * accept[same, same] / source.length
    matrix[np.diag_indices(count)] += 1 - matrix.sum(axis=1)
    return matrix


def chain(source: Source, reward: Vector, b: float, steps: tuple[int, ...]) -> list[Vector]:
    """The distribution over strings after each of these (rising) numbers of drawn strings; the first is p."""
    matrix = transition(source, reward, b)
    at, done, found = source.suffix_probabilities()[0], 1, []
    for step in steps:
        for _ in range(step - done):
            at = at @ matrix
        done = step
        found.append(at)
    return found


def best_of(probabilities: Vector, reward: Vector, n: int) -> Vector:
    """The distribution of the string of greatest reward among n; rewards are distinct."""
    order = np.argsort(reward)
    below = np.concatenate(([0.0], np.cumsum(probabilities[order])))
    chosen = np.empty_like(probabilities)
    chosen[order] = np.diff(np.minimum(below, 1.0) ** n)
    return chosen
