"""Breakout and space invaders by their rules, and move by move beside MinAtar where that package is installed."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from broadsheet.lab.shared.environments import breakout, episodes, space_invaders  # noqa: E402

GAMES = {"breakout": (breakout.make(), "nlr"), "space_invaders": (space_invaders.make(), "nlrf")}


@pytest.fixture(scope="module")
def minatar() -> ModuleType:
    """It is no part of the locked development install: it brings plotting libraries of many megabytes."""
    return pytest.importorskip("minatar.environments.breakout") and pytest.importorskip("minatar")


@pytest.mark.parametrize("name", GAMES)
@pytest.mark.parametrize("seed", range(6))
def test_every_move_is_minatars(name: str, seed: int, minatar: ModuleType) -> None:
    theirs = minatar.Environment(name, sticky_action_prob=0.0).env
    theirs.random = np.random.RandomState(seed)
    theirs.reset()
    ours, letters = GAMES[name]
    state, seen = ours.reset(np.full(ours.luck, 0.9 if name == "breakout" and theirs.ball_x else 0.1))
    step, random = jax.jit(ours.step), np.random.default_rng(10_000 + seed)
    for _ in range(1000):
        np.testing.assert_array_equal(np.asarray(seen), theirs.state().ravel().astype(np.float32))
        action = _action(name, state, random, skilled=seed % 2 == 0)
        told = step(state, np.int32(action))
        reward, terminal = theirs.act(theirs.action_map.index(letters[action]))
        assert (float(told.reward), bool(told.terminated)) == (reward, terminal)
        state, seen = told.state, told.observation
        if terminal:
            break


def _action(name: str, state: Any, random: np.random.Generator, *, skilled: bool) -> int:
    if not skilled or random.random() < 0.02:
        return int(random.integers(GAMES[name][0].actions))
    if name == "breakout":
        ahead = int(np.clip(state.ball[1] + state.heading[1], 0, 9))
        return 1 if ahead < state.paddle else 2 if ahead > state.paddle else 0
    danger = np.asarray(state.theirs)[6:, int(state.cannon)].any()
    return int(random.integers(1, 3)) if danger else 3


def play(name: str, state: Any, actions: list[int]) -> list[Any]:
    step, told = jax.jit(GAMES[name][0].step), []
    for action in actions:
        told.append(step(state, np.int32(action)))
        state = told[-1].state
    return told


def test_ball_breaks_one_brick_and_comes_back() -> None:
    state, _ = GAMES["breakout"][0].reset(np.zeros(1))
    state = state._replace(ball=np.array([4, 4]), heading=np.array([-1, 1]))
    first, second = play("breakout", state, [0, 0])
    assert (float(first.reward), float(second.reward)) == (1, 0)
    assert not first.state.bricks[3, 5]
    assert first.state.heading.tolist() == [1, 1]
    assert int(first.state.bricks.sum()) == 29


def test_ball_that_passes_the_paddle_ends_the_episode() -> None:
    state, _ = GAMES["breakout"][0].reset(np.zeros(1))
    told = play("breakout", state, [1] * 6)
    assert [bool(each.terminated) for each in told] == [False] * 5 + [True]


def test_edge_of_the_paddle_sends_the_ball_back_where_it_came_from() -> None:
    state, _ = GAMES["breakout"][0].reset(np.zeros(1))
    state = state._replace(ball=np.array([8, 3]), heading=np.array([1, 1]))
    [whole] = play("breakout", state._replace(paddle=np.int32(3)), [0])
    [edge] = play("breakout", state._replace(paddle=np.int32(4)), [0])
    assert (whole.state.heading.tolist(), edge.state.heading.tolist()) == ([-1, 1], [-1, -1])


def test_last_brick_brings_a_new_wall_when_the_ball_is_down() -> None:
    state, _ = GAMES["breakout"][0].reset(np.zeros(1))
    state = state._replace(ball=np.array([8, 3]), bricks=np.zeros((10, 10), bool), paddle=np.int32(3))
    [told] = play("breakout", state, [0])
    assert int(told.state.bricks.sum()) == 30


def test_shot_kills_the_lowest_alien_of_its_column_for_one_point() -> None:
    state, _ = GAMES["space_invaders"][0].reset(np.zeros(0))
    told = play("space_invaders", state, [3] + [0] * 5)
    assert [float(each.reward) for each in told] == [0, 0, 0, 0, 0, 1]
    assert not told[-1].state.aliens[3, 5]
    assert int(told[-1].state.aliens.sum()) == 23


def test_cannon_reloads_for_five_steps() -> None:
    state, _ = GAMES["space_invaders"][0].reset(np.zeros(0))
    told = play("space_invaders", state, [3] * 6)
    fired = [int(each.state.ours[8].sum()) for each in told]
    assert fired == [1, 0, 0, 0, 0, 1]


def test_aliens_turn_and_come_down_at_the_edge() -> None:
    state, _ = GAMES["space_invaders"][0].reset(np.zeros(0))
    state = state._replace(aliens=np.roll(state.aliens, -2, axis=1), until_march=np.int32(0))
    [told] = play("space_invaders", state, [0])
    assert int(told.state.march) == 1
    np.testing.assert_array_equal(told.state.aliens, np.roll(state.aliens, 1, axis=0))


def test_cleared_wave_is_followed_by_a_faster_one() -> None:
    state, _ = GAMES["space_invaders"][0].reset(np.zeros(0))
    one = np.zeros((10, 10), bool)
    one[5, 5] = True
    state = state._replace(aliens=one, ours=np.roll(one, 1, axis=0))
    [told] = play("space_invaders", state, [0])
    assert (float(told.reward), int(told.state.aliens.sum()), int(told.state.interval)) == (1, 24, 11)


def test_bullet_of_the_aliens_ends_the_episode() -> None:
    state, _ = GAMES["space_invaders"][0].reset(np.zeros(0))
    bullet = np.zeros((10, 10), bool)
    bullet[8, 5] = True
    stays, flees = (play("space_invaders", state._replace(theirs=bullet), [action])[0] for action in (0, 1))
    assert (bool(stays.terminated), bool(flees.terminated)) == (True, False)


@pytest.mark.parametrize("name", GAMES)
@pytest.mark.slow
def test_copies_side_by_side_play_as_each_alone(name: str) -> None:
    """Under jit, vmap and scan, with restarts."""
    environment = GAMES[name][0]
    luck = np.random.default_rng(10_002).random((200, 3, environment.luck), np.float32)
    actions = np.random.default_rng(10_003).integers(0, environment.actions, (200, 3))

    def run(luck: Any, actions: Any) -> Any:
        begun = episodes.begin(environment, luck[0])
        return jax.lax.scan(lambda r, x: episodes.advance(environment, x[0], r, x[1]), begun, (luck, actions))

    _, together = jax.jit(run)(luck, actions)
    assert np.asarray(together.ended).any()
    for copy in range(3):
        _, alone = run(luck[:, copy : copy + 1], actions[:, copy : copy + 1])
        np.testing.assert_array_equal(alone.observation[:, 0], together.observation[:, copy])
        np.testing.assert_array_equal(alone.reward[:, 0], together.reward[:, copy])
