"""DQN: Q-learning from a replay memory towards a target network.

Mnih and others (2015), "Human-level control through deep reinforcement learning". Written after the order of work
of CleanRL's single file (vwxyzjn/cleanrl, dqn.py): act, store, and every `train_every` steps one update.

    (1)  y = r + discount * (1 - terminal) * max_a Q'(s', a)
    (2)  loss = mean (Q(s, a) - y)^2 over a batch drawn uniformly from the memory; Q' <- Q every `target_every` steps

Deviations: 1. Adam and perceptrons instead of RMSProp and convolutions. 2. Squared loss without clipping of errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.methods.q_learning.returns import Ended, draw, ended, epsilon_greedy
from broadsheet.lab.shared import networks
from broadsheet.lab.shared.environments import episodes
from broadsheet.lab.shared.environments.episodes import Experience, Running
from broadsheet.lab.shared.environments.interface import Environment
from broadsheet.lab.shared.networks import Network


@dataclass(frozen=True, slots=True)
class Config:
    iterations: int
    """Of `target_every` steps each."""
    target_every: int = 500
    train_every: int = 10
    learning_starts: int = 1000
    memory: int = 10_000
    batch: int = 128
    hidden: tuple[int, ...] = (64, 64)
    layer_norm: bool = False
    learning_rate: float = 1e-3
    discount: float = 0.99
    epsilon: tuple[float, float] = (1.0, 0.05)
    exploring: float = 0.2
    reward_scale: float = 1.0

    @property
    def calls_in_a_row(self) -> int:
        """Network calls of an iteration that must wait for one another."""
        return self.target_every + self.target_every // self.train_every


class Memory(NamedTuple):
    observation: jax.Array
    action: jax.Array
    reward: jax.Array
    next_observation: jax.Array
    terminated: jax.Array


class Learner(NamedTuple):
    online: Network
    optimiser: optax.OptState
    running: Running
    memory: Memory
    time: jax.Array


class Trained(NamedTuple):
    ended: Ended
    online: Network


def make_train(environment: Environment, config: Config) -> Callable[[jax.Array], Trained]:
    optimiser = networks.adam(config.learning_rate)
    rounds = config.target_every // config.train_every
    total = config.iterations * config.target_every
    assert config.memory % config.train_every == 0 == config.target_every % config.train_every

    def value(network: Network, seen: jax.Array) -> jax.Array:
        return networks.apply(network, seen, layer_norm=config.layer_norm)

    def train(key: jax.Array) -> Trained:
        key_network, key_begin, *_ = keys = jax.random.split(key, config.iterations + 2)
        sizes = (*environment.observation_shape, *config.hidden, environment.actions)
        online = networks.lecun(key_network, sizes)
        (luck,) = draw(key_begin, (1, environment.luck))
        running = episodes.begin(environment, luck)
        learner = Learner(online, optimiser.init(online), running, empty(environment, config), jnp.int32(0))
        learner, told = jax.lax.scan(iteration, learner, keys[2:])
        return Trained(told, learner.online)

    def iteration(learner: Learner, key: jax.Array) -> tuple[Learner, Ended]:
        explore, restart, pick = draw(
            key,
            (rounds, config.train_every, 2, 1),
            (rounds, config.train_every, 1, environment.luck),
            (rounds, config.batch),
        )
        target = learner.online

        def round_(learner: Learner, luck: tuple[jax.Array, ...]) -> tuple[Learner, Ended]:
            share = learner.time / total
            first, last = config.epsilon
            epsilon = last + (first - last) * jnp.maximum(0.0, 1 - share / config.exploring)

            def step(running: Running, luck: tuple[jax.Array, jax.Array]) -> tuple[Running, Experience]:
                action = epsilon_greedy(value(learner.online, running.observation), luck[0], epsilon)
                return episodes.advance(environment, luck[1], running, action)

            running, seen = jax.lax.scan(step, learner.running, (luck[0], luck[1]))
            memory = store(learner.memory, seen, learner.time, config)
            time = learner.time + config.train_every
            rows = jnp.floor(luck[2] * jnp.minimum(time, config.memory)).astype(jnp.int32)
            online, state = update(learner, target, jax.tree.map(lambda leaf: leaf[rows], memory), time)
            return Learner(online, state, running, memory, time), ended(seen)

        learner, told = jax.lax.scan(round_, learner, (explore, restart, pick))
        return learner, jax.tree.map(lambda leaf: leaf.sum(), told)

    def update(
        learner: Learner, target: Network, batch: Memory, time: jax.Array
    ) -> tuple[Network, optax.OptState]:
        best = value(target, batch.next_observation).max(-1)
        y = batch.reward + config.discount * (1 - batch.terminated) * best  # (1)

        def loss(online: Network) -> jax.Array:
            chosen = jnp.take_along_axis(value(online, batch.observation), batch.action[:, None], 1)[:, 0]
            return ((chosen - y) ** 2).mean()  # (2)

        change, state = optimiser.update(jax.grad(loss)(learner.online), learner.optimiser)
        new = (optax.apply_updates(learner.online, change), state)
        started = time > config.learning_starts
        both: tuple[Network, optax.OptState] = jax.tree.map(
            lambda new, old: jnp.where(started, new, old), new, (learner.online, learner.optimiser)
        )
        return both

    return train


def empty(environment: Environment, config: Config) -> Memory:
    seen = jnp.zeros((config.memory, *environment.observation_shape))
    one = jnp.zeros(config.memory)
    return Memory(seen, one.astype(jnp.int32), one, seen, one)


def store(memory: Memory, seen: Experience, time: jax.Array, config: Config) -> Memory:
    """Writes a round of steps over the oldest."""
    new = Memory(
        seen.observation[:, 0],
        seen.action[:, 0],
        config.reward_scale * seen.reward[:, 0],
        seen.next_observation[:, 0],
        seen.terminated[:, 0].astype(jnp.float32),
    )
    place = time % config.memory
    written: Memory = jax.tree.map(
        lambda old, now: jax.lax.dynamic_update_slice_in_dim(old, now, place, 0), memory, new
    )
    return written
