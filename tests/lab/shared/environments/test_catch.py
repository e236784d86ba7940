from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from broadsheet.lab.shared.environments import catch  # noqa: E402


def _play(environment, state, actions):  # type: ignore[no-untyped-def]
    for action in actions:
        told = environment.step(state, np.int32(action))
        state = told.state
    return told


def test_following_the_ball_catches_it_and_fleeing_misses_it() -> None:
    environment = catch.make()
    state = catch.Catch(np.int32(0), np.int32(4), np.int32(2))
    assert float(_play(environment, state, [2] * 9).reward) == 1
    assert float(_play(environment, state, [0] * 9).reward) == -1


def test_an_episode_lasts_until_the_ball_is_down() -> None:
    environment = catch.make(rows=4, columns=3)
    state, _ = environment.reset(np.array([0.5]))
    assert not bool(_play(environment, state, [1] * 2).terminated)
    assert bool(_play(environment, state, [1] * 3).terminated)


def test_the_picture_shows_ball_and_paddle() -> None:
    _, picture = catch.make(rows=10, columns=5).reset(np.array([0.3]))
    assert float(picture.sum()) == 2
    assert float(picture[:5].sum()) == 1
    assert float(picture[47]) == 1


def test_every_column_comes() -> None:
    environment = catch.make()
    states, _ = jax.vmap(environment.reset)(np.linspace(0, 0.999, 100)[:, None])
    assert set(np.asarray(states.column).tolist()) == {0, 1, 2, 3, 4}
