"""PPO: the clipped policy gradient, with generalised advantage estimation.

Schulman, Wolski, Dhariwal, Radford, Klimov (2017), "Proximal Policy Optimization Algorithms", arXiv:1707.06347;
advantages after Schulman, Moritz, Levine, Jordan, Abbeel (2015), arXiv:1506.02438. Order of work and settings
checked against vwxyzjn/cleanrl (ppo.py) and luchris429/purejaxrl (ppo.py).

    (1)  delta_t = r_t + discount (1 - terminal_t) V(s_{t+1}) - V(s_t)
    (2)  A_t = delta_t + discount lambda (1 - ended_t) A_{t+1},  R_t = A_t + V(s_t)
    (3)  ratio = pi(a|s) / pi_old(a|s);  actor = -mean min(ratio A, clip(ratio, 1 - c, 1 + c) A), A normalised
    (4)  critic = 1/2 mean max((V - R)^2, (V_old + clip(V - V_old, -c, c) - R)^2)
    (5)  loss = actor + value_weight * critic - entropy_weight * entropy

Deviation: 1. An episode that only ran out of time is bootstrapped from its last observation (both codes take it for
a terminal one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.methods.q_learning.returns import Ended, draw, ended
from broadsheet.lab.shared import networks
from broadsheet.lab.shared.environments import episodes
from broadsheet.lab.shared.environments.episodes import Experience, Running
from broadsheet.lab.shared.environments.interface import Environment
from broadsheet.lab.shared.networks import Network


@dataclass(frozen=True, slots=True)
class Config:
    iterations: int
    num_envs: int = 4
    steps: int = 128
    epochs: int = 4
    minibatches: int = 4
    hidden: tuple[int, ...] = (64, 64)
    learning_rate: float = 2.5e-4
    """Falls to zero over the run."""
    discount: float = 0.99
    lambda_: float = 0.95
    clip: float = 0.2
    entropy_weight: float = 0.01
    value_weight: float = 0.5
    largest_gradient: float = 0.5


class Policy(NamedTuple):
    actor: Network
    critic: Network


class Learner(NamedTuple):
    policy: Policy
    optimiser: optax.OptState
    running: Running


class Trained(NamedTuple):
    ended: Ended
    policy: Policy


class Batch(NamedTuple):
    observation: jax.Array
    action: jax.Array
    log_prob: jax.Array
    value: jax.Array
    advantage: jax.Array


def make_train(environment: Environment, config: Config) -> Callable[[jax.Array], Trained]:
    updates = config.iterations * config.epochs * config.minibatches
    schedule = optax.linear_schedule(config.learning_rate, 0.0, updates)
    optimiser = networks.adam(schedule, clip=config.largest_gradient, epsilon=1e-5)
    size = config.steps * config.num_envs

    def train(key: jax.Array) -> Trained:
        key_actor, key_critic, key_begin, *_ = keys = jax.random.split(key, config.iterations + 3)
        sizes = (*environment.observation_shape, *config.hidden)
        policy = Policy(
            networks.orthogonal(key_actor, (*sizes, environment.actions), 2**0.5, 0.01),
            networks.orthogonal(key_critic, (*sizes, 1), 2**0.5, 1.0),
        )
        (luck,) = draw(key_begin, (config.num_envs, environment.luck))
        learner = Learner(policy, optimiser.init(policy), episodes.begin(environment, luck))
        learner, told = jax.lax.scan(iteration, learner, keys[3:])
        return Trained(told, learner.policy)

    def iteration(learner: Learner, key: jax.Array) -> tuple[Learner, Ended]:
        choose, restart, shuffle = draw(
            key,
            (config.steps, config.num_envs, environment.actions),
            (config.steps, config.num_envs, environment.luck),
            (config.epochs, size),
        )

        def step(running: Running, luck: tuple[jax.Array, jax.Array]) -> tuple[Running, Experience]:
            action = sampled(logits(learner.policy, running.observation), luck[0])
            return episodes.advance(environment, luck[1], running, action)

        running, seen = jax.lax.scan(step, learner.running, (choose, restart))
        before = value(learner.policy, seen.observation)
        advantage = advantages(seen, before, value(learner.policy, seen.next_observation), config)
        log_prob = log_probability(logits(learner.policy, seen.observation), seen.action)
        whole = Batch(seen.observation, seen.action, log_prob, before, advantage)
        flat = jax.tree.map(lambda leaf: leaf.reshape(size, *leaf.shape[2:]), whole)
        order = shuffle.argsort(-1).reshape(config.epochs * config.minibatches, -1)
        (policy, state), _ = jax.lax.scan(partial(update, flat), (learner.policy, learner.optimiser), order)
        return Learner(policy, state, running), ended(seen)

    def update(
        flat: Batch, carry: tuple[Policy, optax.OptState], rows: jax.Array
    ) -> tuple[tuple[Policy, optax.OptState], None]:
        policy, state = carry
        batch = jax.tree.map(lambda leaf: leaf[rows], flat)
        change, state = optimiser.update(jax.grad(loss)(policy, batch, config), state)
        return (optax.apply_updates(policy, change), state), None

    return train


def logits(policy: Policy, seen: jax.Array) -> jax.Array:
    return networks.apply(policy.actor, seen, activation=jnp.tanh)


def value(policy: Policy, seen: jax.Array) -> jax.Array:
    return networks.apply(policy.critic, seen, activation=jnp.tanh)[..., 0]


def sampled(logits: jax.Array, luck: jax.Array) -> jax.Array:
    """An action of each row, by the Gumbel trick; `luck` has the shape of the logits."""
    gumbel = -jnp.log(-jnp.log(jnp.clip(luck, 1e-20, 1 - 1e-7)))
    return (logits + gumbel).argmax(-1).astype(jnp.int32)


def log_probability(logits: jax.Array, action: jax.Array) -> jax.Array:
    return jnp.take_along_axis(jax.nn.log_softmax(logits), action[..., None], -1)[..., 0]


def advantages(seen: Experience, before: jax.Array, after: jax.Array, config: Config) -> jax.Array:
    """By step and copy; `before` and `after` are V of each observation and of the next one."""
    delta = seen.reward + config.discount * (1 - seen.terminated) * after - before  # (1)
    carried = config.discount * config.lambda_ * (1 - seen.ended)

    def back(later: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        advantage = now[0] + now[1] * later  # (2)
        return advantage, advantage

    return jax.lax.scan(back, jnp.zeros_like(before[0]), (delta, carried), reverse=True)[1]


def loss(policy: Policy, batch: Batch, config: Config) -> jax.Array:
    log_probs = jax.nn.log_softmax(logits(policy, batch.observation))
    chosen = jnp.take_along_axis(log_probs, batch.action[:, None], -1)[:, 0]
    ratio = jnp.exp(chosen - batch.log_prob)
    advantage = (batch.advantage - batch.advantage.mean()) / (batch.advantage.std() + 1e-8)
    clipped = jnp.clip(ratio, 1 - config.clip, 1 + config.clip)
    actor = -jnp.minimum(ratio * advantage, clipped * advantage).mean()  # (3)

    now, target = value(policy, batch.observation), batch.advantage + batch.value
    near = batch.value + jnp.clip(now - batch.value, -config.clip, config.clip)
    critic = 0.5 * jnp.maximum((now - target) ** 2, (near - target) ** 2).mean()  # (4)
    entropy = -(jnp.exp(log_probs) * log_probs).sum(-1).mean()
    return actor + config.value_weight * critic - config.entropy_weight * entropy  # (5)
