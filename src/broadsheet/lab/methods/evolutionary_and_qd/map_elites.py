"""MAP-Elites, and two searches that it is held against at equal evaluations.

Paper: Mouret, Clune (2015), Illuminating search spaces by mapping elites (arXiv 1504.04909). A grid over the
features keeps the fittest solution of every cell; each round takes solutions from random filled cells, varies
them and offers them to the grid. All that any search evaluates is entered into such a grid, so that what a
conventional search happened to visit counts for its map too.

Written from the text. 1. Variation is Gaussian, clipped to the cube; there is no crossover.
2. The conventional search is a generational algorithm with tournaments of two and one elite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from broadsheet.lab.methods.evolutionary_and_qd.tasks import Matrix, Task


@dataclass(slots=True)
class Archive:
    """The fittest solution seen in each cell of a square grid over the features; -inf where there is none."""

    side: int
    width: int
    fitness: Matrix = field(init=False)
    solutions: Matrix = field(init=False)

    def __post_init__(self) -> None:
        self.fitness = np.full(self.side**2, -np.inf)
        self.solutions = np.zeros((self.side**2, self.width))

    def offer(self, solutions: Matrix, fitness: Matrix, features: Matrix) -> None:
        """Of equally fit solutions the first stays."""
        cell = self._cells(features)
        order = np.lexsort((-np.arange(len(cell)), fitness))
        best = np.full(self.side**2, -1)
        best[cell[order]] = order
        offered = best[best >= 0]
        better = offered[fitness[offered] > self.fitness[cell[offered]]]
        self.fitness[cell[better]], self.solutions[cell[better]] = fitness[better], solutions[better]

    def filled(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.fitness > -np.inf)

    @property
    def coverage(self) -> float:
        return len(self.filled()) / self.side**2

    @property
    def qd_score(self) -> float:
        """Summed fitness of the filled cells over the number of all cells."""
        return float(self.fitness[self.filled()].sum() / self.side**2)

    @property
    def best(self) -> float:
        return float(self.fitness.max())

    def _cells(self, features: Matrix) -> NDArray[np.int64]:
        place = np.clip((features * self.side).astype(np.int64), 0, self.side - 1)
        return np.asarray(place[:, 0] * self.side + place[:, 1])


@dataclass(frozen=True, slots=True)
class Search:
    evaluations: int
    batch: int
    scale: float
    """Standard deviation of the variation; the cube has side 1."""
    width: int = 8
    side: int = 25


Found = tuple[Archive, list[tuple[float, float]]]
"""The archive, and its coverage by evaluations."""
Children = Callable[[Archive, Matrix, Matrix], Matrix]
"""From the archive, the last batch and its fitness to the next batch."""


def map_elites(task: Task, search: Search, rng: np.random.Generator) -> Found:
    def children(archive: Archive, _: Matrix, __: Matrix) -> Matrix:
        parents = archive.solutions[rng.choice(archive.filled(), search.batch)]
        return _varied(parents, search.scale, rng)

    return _searched(task, search, children, rng)


def genetic(task: Task, search: Search, rng: np.random.Generator) -> Found:
    """A population of one batch; what it evaluates is entered into an archive on which it does not draw."""

    def children(_: Archive, population: Matrix, fitness: Matrix) -> Matrix:
        pairs = rng.integers(0, search.batch, (search.batch, 2))
        winners = np.where(fitness[pairs[:, 0]] >= fitness[pairs[:, 1]], pairs[:, 0], pairs[:, 1])
        offspring = _varied(population[winners], search.scale, rng)
        offspring[0] = population[fitness.argmax()]
        return offspring

    return _searched(task, search, children, rng)


def uniform(task: Task, search: Search, rng: np.random.Generator) -> Found:
    return _searched(task, search, lambda *_: rng.random((search.batch, search.width)), rng)


def _searched(task: Task, search: Search, children: Children, rng: np.random.Generator) -> Found:
    archive = Archive(search.side, search.width)
    population = rng.random((search.batch, search.width))
    curve: list[tuple[float, float]] = []
    for evaluated in range(search.batch, search.evaluations + 1, search.batch):
        fitness, features = task(population)
        archive.offer(population, fitness, features)
        curve.append((float(evaluated), archive.coverage))
        population = children(archive, population, fitness)
    return archive, curve


def _varied(parents: Matrix, scale: float, rng: np.random.Generator) -> Matrix:
    if np.isinf(scale):
        return rng.random(parents.shape)
    return np.clip(parents + scale * rng.standard_normal(parents.shape), 0.0, 1.0)
