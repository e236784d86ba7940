import numpy as np
import pytest

pytest.importorskip("jax")

from broadsheet.lab.methods.offline_rl.logged_tables import cell_features
from broadsheet.lab.methods.offline_rl.stitching import WALK_STEPS, expert_log, rooms, short_walks, towards
from broadsheet.lab.shared.tabular.solvers import policy_return, value_iteration


def test_no_walk_is_long_enough_to_reach_the_goal_from_the_start() -> None:
    grid = rooms()
    reached, where = 0.0, grid.mdp.start
    ways = (grid.mdp.transitions > 0).any(axis=1)
    for _ in range(WALK_STEPS):
        where = (where @ ways > 0).astype(float)
        reached = where[grid.state(8, 8)]
    assert reached == 0.0


def test_the_far_goal_is_worth_more_than_the_near_one() -> None:
    grid = rooms()
    near = grid.mdp.rewards.copy()
    near[grid.state(8, 8)] = 0.0
    best, consoled = (
        float(grid.mdp.start @ value_iteration(m).max(axis=1)) for m in (grid.mdp, grid.mdp.rewarded(near))
    )
    assert best > 1.3 * consoled > 0.2


def test_walks_head_for_their_place() -> None:
    grid = rooms()
    place = grid.state(8, 0)
    rewards = np.zeros_like(grid.mdp.rewards)
    rewards[place] = 1.0
    assert policy_return(grid.mdp.rewarded(rewards), towards(grid, place)) > 1.0


def test_logs_differ_by_seed_alone() -> None:
    grid = rooms()
    first, again, other = (short_walks(grid, np.random.default_rng(seed)).states for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first[:100], other[:100])


def test_an_expert_log_ends_at_the_goal() -> None:
    grid = rooms()
    steps = expert_log(grid, np.random.default_rng(0))
    assert set(steps.rewards[steps.ends]) == {1.0}


def test_features_tell_cells_apart() -> None:
    features = cell_features(rooms())
    assert len(np.unique(features.round(4), axis=0)) == len(features)
