from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from broadsheet.lab.shared.environments import bit_flip, goal_grid  # noqa: E402

TASKS = [bit_flip.make(6), goal_grid.make(7)]


def _begun(task, seed, count):  # type: ignore[no-untyped-def]
    return jax.vmap(task.begin)(jax.random.uniform(jax.random.key(seed), (count, task.luck)))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_no_episode_begins_at_its_goal(task) -> None:  # type: ignore[no-untyped-def]
    states, goals = _begun(task, 10_000, 2000)
    assert int(jax.vmap(task.distance)(states, goals).min()) >= 1


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_goal_is_within_the_horizon(task) -> None:  # type: ignore[no-untyped-def]
    states, goals = _begun(task, 10_001, 2000)
    assert int(jax.vmap(task.distance)(states, goals).max()) <= task.horizon


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
@pytest.mark.slow
def test_some_action_always_comes_one_step_nearer(task) -> None:  # type: ignore[no-untyped-def]
    state, goal = (both[0] for both in _begun(task, 10_002, 1))
    for left in range(int(task.distance(state, goal)), 0, -1):
        assert int(task.distance(state, goal)) == left
        nexts = [task.move(state, np.int32(action)) for action in range(task.actions)]
        state = min(nexts, key=lambda there: int(task.distance(there, goal)))
    assert np.array_equal(state, goal)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_what_is_seen_tells_states_and_goals_apart(task) -> None:  # type: ignore[no-untyped-def]
    states, goals = _begun(task, 10_003, 500)
    seen = np.asarray(jax.vmap(task.observe)(states, goals))
    pairs = {(tuple(s), tuple(g)) for s, g in zip(np.asarray(states), np.asarray(goals), strict=True)}
    assert seen.shape == (500, task.features)
    assert len(np.unique(seen, axis=0)) == len(pairs)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_state_has_its_own_number(task) -> None:  # type: ignore[no-untyped-def]
    states, goals = _begun(task, 10_004, 500)
    either = np.concatenate([states, goals])
    numbers = np.asarray(jax.vmap(task.index)(either))
    assert len(np.unique(numbers)) == len(np.unique(either, axis=0))
    assert 0 <= numbers.min() <= numbers.max() < task.states


def test_a_wall_stops_a_step() -> None:
    room = goal_grid.make(3)
    corner = np.zeros(2, np.int8)
    assert np.array_equal(room.move(corner, np.int32(2)), corner)
    assert np.array_equal(room.move(corner, np.int32(3)), [1, 0])


def test_flipping_a_bit_twice_changes_nothing() -> None:
    task = bit_flip.make(5)
    state = np.zeros(5, np.int8)
    assert np.array_equal(task.move(task.move(state, np.int32(3)), np.int32(3)), state)
