"""The archive against plain loops and ribs; the tasks' known optima; searches that differ only in parents."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.lab.methods.evolutionary_and_qd import tasks
from broadsheet.lab.methods.evolutionary_and_qd.map_elites import (
    Archive,
    Search,
    genetic,
    map_elites,
    uniform,
)

pytestmark = pytest.mark.usefixtures("quick_compilation")

RNG = np.random.default_rng(0)


def test_archive_equals_offering_one_solution_at_a_time() -> None:
    solutions, fitness, features = RNG.random((300, 3)), RNG.integers(0, 5, 300) / 5, RNG.random((300, 2))
    archive = Archive(side=4, width=3)
    for part in np.split(np.arange(300), 3):
        archive.offer(solutions[part], fitness[part], features[part])
    best: dict[tuple[int, int], int] = {}
    for i in range(300):
        cell = (int(features[i, 0] * 4), int(features[i, 1] * 4))
        if cell not in best or fitness[i] > fitness[best[cell]]:
            best[cell] = i
    for (row, column), i in best.items():
        assert archive.fitness[row * 4 + column] == fitness[i]
        assert (archive.solutions[row * 4 + column] == solutions[i]).all()
    assert archive.coverage == len(best) / 16


@pytest.mark.slow
def test_archive_holds_what_the_one_of_ribs_holds() -> None:
    ribs = pytest.importorskip("ribs.archives", reason="the package ribs is not installed")
    solutions, fitness, features = RNG.random((500, 3)), RNG.random(500), RNG.random((500, 2))
    ours = Archive(side=6, width=3)
    ours.offer(solutions, fitness, features)
    theirs = ribs.GridArchive(solution_dim=3, dims=[6, 6], ranges=[(0, 1), (0, 1)])
    theirs.add(solutions, fitness, features)
    assert ours.coverage == pytest.approx(theirs.stats.coverage)
    assert ours.qd_score * 36 == pytest.approx(theirs.stats.qd_score, rel=1e-5)
    assert ours.best == pytest.approx(float(theirs.stats.obj_max))


def test_arm_that_does_not_bend_reaches_straight_out_with_full_fitness() -> None:
    fitness, features = tasks.planar_arm(np.full((1, 8), 0.5))
    assert fitness == pytest.approx([1.0])
    assert features == pytest.approx(np.array([[1.0, 0.5]]))


def test_rastrigin_has_its_best_where_it_was_moved() -> None:
    at = (2.0 / tasks.RASTRIGIN_REACH + 1) / 2
    fitness, _ = tasks.rastrigin(np.vstack([np.full(8, at), RNG.random((5000, 8))]))
    assert fitness[0] == pytest.approx(1.0)
    assert fitness[1:].max() < 1
    assert fitness.min() > 0


def test_blind_variation_is_uniform_sampling() -> None:
    search = Search(evaluations=4000, batch=100, scale=np.inf, side=10)
    blind, _ = map_elites(tasks.planar_arm, search, np.random.default_rng(1))
    drawn, _ = uniform(tasks.planar_arm, search, np.random.default_rng(2))
    assert blind.coverage == pytest.approx(drawn.coverage, abs=0.05)


def test_genetic_search_without_variation_keeps_only_first_solutions() -> None:
    search = Search(evaluations=1000, batch=50, scale=0.0)
    archive, curve = genetic(tasks.rastrigin, search, np.random.default_rng(3))
    assert curve[0][1] == curve[-1][1]
    assert archive.best == tasks.rastrigin(np.random.default_rng(3).random((50, 8)))[0].max()


def test_coverage_never_falls() -> None:
    _, curve = map_elites(tasks.rastrigin, Search(2000, 100, 0.1), np.random.default_rng(4))
    covered = [share for _, share in curve]
    assert covered == sorted(covered)
    assert curve[-1][0] == 2000
