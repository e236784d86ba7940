from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from broadsheet.lab.methods.q_learning import baird_learning  # noqa: E402
from broadsheet.lab.methods.q_learning.baird_learning import Config  # noqa: E402
from broadsheet.lab.shared import networks  # noqa: E402
from broadsheet.lab.shared.environments import baird  # noqa: E402


@pytest.mark.parametrize("off_policy", [True, False])
def test_a_linear_network_moves_as_the_equation_says(off_policy: bool) -> None:
    config = Config(False, off_policy, hidden=(), sweeps=40, looked_at=4)
    key = jax.random.key(10_000)
    found = jax.jit(baird_learning.make_train(config))(key)
    network = networks.lecun(key, (baird.FEATURES, 1))
    weight, bias, table = np.asarray(network[0].weight, np.float64)[:, 0], 0.0, baird.features()
    visits = baird.behaviour_visits() if off_policy else baird.target_visits()
    for _ in range(40):
        values = table @ weight + bias
        change = visits * (baird.DISCOUNT * values[6] - values)
        weight, bias = (
            weight + config.learning_rate * table.T @ change,
            bias + config.learning_rate * change.sum(),
        )
    np.testing.assert_allclose(found.network[0].weight[:, 0], weight, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.largest[-1], np.abs(table @ weight + bias).max(), rtol=1e-4)


def test_off_policy_learning_diverges_without_layer_norm_and_not_on_policy() -> None:
    off, on = (
        float(
            jax.jit(baird_learning.make_train(Config(False, flag, sweeps=5000)))(
                jax.random.key(10_000)
            ).largest[-1]
        )
        for flag in (True, False)
    )
    assert not off < 1000
    assert on < 10
