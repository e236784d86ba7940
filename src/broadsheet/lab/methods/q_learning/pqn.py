"""PQN: Q-learning in many copies of the environment at once, with neither replay nor a target network.

Gallici, Fellows, Ellis, Pou, Masmitja, Foerster, Martin (2025), "Simplifying Deep Temporal Difference Learning",
arXiv:2407.04811. Equations checked against the authors' code (mttga/purejaxql, pqn_gymnax.py).

    (1)  G_t = r_t + discount * (1 - terminal_t) * (lambda G_{t+1} + (1 - lambda) max_a Q(s_{t+1}, a)),
         with lambda = 0 where the episode or the stretch of `steps` ends
    (2)  loss = 1/2 mean (Q(s_t, a_t) - G_t)^2, over shuffled minibatches of the newest stretch alone
    (3)  Q is a perceptron with layer normalisation before each activation

Deviations: 1. An episode that only ran out of time is bootstrapped from its last observation (the authors' code
takes it for a terminal one). 2. max_a Q(s_{t+1}, a) is computed once for the whole stretch, by the weights that
played it. 3. Uniform instead of normal initial weights, of the same variance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.methods.q_learning.returns import Ended, draw, ended, epsilon_greedy, shuffled
from broadsheet.lab.shared import networks
from broadsheet.lab.shared.environments import episodes
from broadsheet.lab.shared.environments.episodes import Experience, Running
from broadsheet.lab.shared.environments.interface import Environment
from broadsheet.lab.shared.networks import Network


@dataclass(frozen=True, slots=True)
class Config:
    iterations: int
    num_envs: int = 32
    steps: int = 64
    epochs: int = 4
    minibatches: int = 16
    hidden: tuple[int, ...] = (64, 64)
    layer_norm: bool = True
    learning_rate: float = 1e-3
    """Falls to zero over the run."""
    clip: float = 10.0
    discount: float = 0.99
    lambda_: float = 0.65
    epsilon: tuple[float, float] = (1.0, 0.05)
    exploring: float = 0.2
    """Share of the run over which epsilon falls from its first to its last value."""
    reward_scale: float = 1.0

    @property
    def calls_in_a_row(self) -> int:
        """Network calls of an iteration that must wait for one another."""
        return self.steps + self.epochs * self.minibatches


class Learner(NamedTuple):
    online: Network
    optimiser: optax.OptState
    running: Running


class Trained(NamedTuple):
    ended: Ended
    online: Network


class Batch(NamedTuple):
    observation: jax.Array
    action: jax.Array
    target: jax.Array


def make_train(environment: Environment, config: Config) -> Callable[[jax.Array], Trained]:
    updates = config.iterations * config.epochs * config.minibatches
    optimiser = optax.chain(
        optax.clip_by_global_norm(config.clip),
        optax.radam(optax.linear_schedule(config.learning_rate, 0.0, updates)),
    )
    value = partial(networks.apply, layer_norm=config.layer_norm)
    size = config.steps * config.num_envs

    def train(key: jax.Array) -> Trained:
        key_network, key_begin, *_ = keys = jax.random.split(key, config.iterations + 2)
        sizes = (*environment.observation_shape, *config.hidden, environment.actions)
        online = networks.lecun(key_network, sizes)
        (luck,) = draw(key_begin, (config.num_envs, environment.luck))
        learner = Learner(online, optimiser.init(online), episodes.begin(environment, luck))
        shares = jnp.arange(config.iterations) / config.iterations
        learner, told = jax.lax.scan(iteration, learner, (keys[2:], shares))
        return Trained(told, learner.online)

    def iteration(learner: Learner, at: tuple[jax.Array, jax.Array]) -> tuple[Learner, Ended]:
        key, share = at
        explore, restart, shuffle = draw(
            key,
            (config.steps, 2, config.num_envs),
            (config.steps, config.num_envs, environment.luck),
            (config.epochs, size),
        )
        first, last = config.epsilon
        epsilon = last + (first - last) * jnp.maximum(0.0, 1 - share / config.exploring)

        def step(running: Running, luck: tuple[jax.Array, jax.Array]) -> tuple[Running, Experience]:
            action = epsilon_greedy(value(learner.online, running.observation), luck[0], epsilon)
            return episodes.advance(environment, luck[1], running, action)

        running, seen = jax.lax.scan(step, learner.running, (explore, restart))
        best = value(learner.online, seen.next_observation).max(-1)
        targets = q_lambda(seen, best, config)
        flat = Batch(
            seen.observation.reshape(size, *environment.observation_shape),
            seen.action.reshape(size),
            targets.reshape(size),
        )
        order = shuffled(shuffle).reshape(config.epochs * config.minibatches, -1)
        (online, state), _ = jax.lax.scan(partial(update, flat), (learner.online, learner.optimiser), order)
        return Learner(online, state, running), ended(seen)

    def update(
        flat: Batch, carry: tuple[Network, optax.OptState], rows: jax.Array
    ) -> tuple[tuple[Network, optax.OptState], None]:
        online, state = carry
        batch = jax.tree.map(lambda leaf: leaf[rows], flat)
        change, state = optimiser.update(jax.grad(loss)(online, batch), state)
        return (optax.apply_updates(online, change), state), None

    def loss(online: Network, batch: Batch) -> jax.Array:
        values = value(online, batch.observation)
        chosen = jnp.take_along_axis(values, batch.action[:, None], 1)[:, 0]
        return 0.5 * ((chosen - batch.target) ** 2).mean()  # (2)

    return train


def q_lambda(seen: Experience, best: jax.Array, config: Config) -> jax.Array:
    """Returns by step and copy; `best` is max_a Q of each next observation."""
    reward = config.reward_scale * seen.reward
    trace = jnp.where(seen.ended, 0.0, config.lambda_).at[-1].set(0.0)

    def back(later: jax.Array, now: tuple[jax.Array, ...]) -> tuple[jax.Array, jax.Array]:
        r_t, terminal_t, lambda_t, best_t = now
        ahead = lambda_t * later + (1 - lambda_t) * best_t
        return_ = r_t + config.discount * (1 - terminal_t) * ahead  # (1)
        return return_, return_

    inputs = (reward, seen.terminated.astype(reward.dtype), trace, best)
    return jax.lax.scan(back, jnp.zeros_like(best[0]), inputs, reverse=True)[1]
