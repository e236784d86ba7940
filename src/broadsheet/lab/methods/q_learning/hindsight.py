"""Deep Q-learning towards goals, with hindsight experience replay.

Andrychowicz, Wolski, Ray, Schneider, Fong, Welinder, McGrew, Tobin, Abbeel, Zaremba (2017),
"Hindsight Experience Replay", arXiv:1707.01495. Checked against the sampler that its authors published
(openai/baselines, her_sampler.py): that code relabels when it samples, as this file does. Sizes and rates of the
bit-flipping network are from memory and from public reimplementations; not confirmed against the paper's text.

    (1)  r(s', g) = 0 if s' = g else -1
    (2)  y = clip(r + discount * [s' != g] * max_a Q'(s', g, a), -1 / (1 - discount), bonus / (1 - discount))
    (3)  loss = mean (Q(s, g, a) - y)^2,  Q' <- Q' + (1 - target_decay) (Q - Q')  after each cycle
    (4)  with probability k / (k + 1) the goal of a sampled transition is replaced: by a state reached later in
         its episode, uniformly ("future"), or by the last one ("final"); reward and end follow from the new goal
    (5)  count bonus: r + bonus / sqrt(visits(s')), for the arm that explores instead of relabelling

Deviations: 1. An episode ends when its goal is reached, and nothing is bootstrapped from there (the authors' code
for the arm runs on to the time limit). 2. Episodes and not transitions are stored; a transition is drawn by its
episode, uniformly, then its time. 3. The memory holds all episodes of a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from math import prod
from typing import Generic, NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.shared import networks
from broadsheet.lab.shared.environments.interface import GoalTask
from broadsheet.lab.shared.networks import Network

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Config:
    cycles: int
    strategy: str = "future"
    hidden: int = 256
    learning_rate: float = 1e-3
    discount: float = 0.98
    epsilon: float = 0.2
    episodes: int = 16
    """Played in each cycle, side by side."""
    updates: int = 40
    """After each cycle's episodes."""
    batch: int = 128
    target_decay: float = 0.95
    test_every: int = 5
    """Cycles between two tests of the greedy policy."""
    test_episodes: int = 64


class Aid(NamedTuple):
    """What sets the arms apart; traced, so that they share one compiled program."""

    relabelled: float | jax.Array = 0.0
    """k: hindsight goals for each original one; 0 is plain deep Q-learning."""
    bonus: float | jax.Array = 0.0


class Memory(NamedTuple):
    """Leading axis: episode. A state too many at the end: that after the last action."""

    states: jax.Array
    actions: jax.Array
    goals: jax.Array
    lengths: jax.Array


class Luck(NamedTuple, Generic[Part]):
    """The uniform numbers of a cycle, drawn at once: compiling a draw takes longer than anything else here."""

    begin: Part
    explore: Part
    sample: Part


class Batch(NamedTuple):
    seen: jax.Array
    action: jax.Array
    target: jax.Array


class Learner(NamedTuple):
    online: Network
    target: Network
    optimiser: optax.OptState
    memory: Memory
    visits: jax.Array


class Trained(NamedTuple):
    success: jax.Array
    """Share of test episodes that reached their goal, by test; after `test_every` cycles each."""
    online: Network


def make_train(task: GoalTask, config: Config) -> Callable[[jax.Array, Aid], Trained]:
    optimiser = networks.adam(config.learning_rate)
    capacity = config.cycles * config.episodes

    lucks = luck_of_cycle(task, config)

    def train(key: jax.Array, aid: Aid) -> Trained:
        key_network, key_test, *_ = keys = jax.random.split(key, config.cycles + 2)
        online = networks.lecun(key_network, (task.features, config.hidden, task.actions))
        learner = Learner(
            online, online, optimiser.init(online), empty(task, capacity), jnp.zeros(task.states, jnp.int32)
        )
        tests = jax.random.uniform(key_test, (config.test_episodes, task.luck))

        def round_(learner: Learner, numbered: tuple[jax.Array, jax.Array]) -> tuple[Learner, jax.Array]:
            learner, _ = jax.lax.scan(partial(cycle, aid), learner, numbered)
            _, left = play(task, learner.online, tests)
            return learner, (left == 0).mean()

        rounds = (config.cycles // config.test_every, config.test_every)
        numbers = jnp.arange(config.cycles).reshape(rounds)
        learner, success = jax.lax.scan(round_, learner, (numbers, keys[2:].reshape(rounds)))
        return Trained(success, learner.online)

    def cycle(aid: Aid, learner: Learner, numbered: tuple[jax.Array, jax.Array]) -> tuple[Learner, None]:
        number, key = numbered
        luck = take_luck(jax.random.uniform(key, (sum(map(prod, lucks)),)), lucks)
        played, _ = play(task, learner.online, luck.begin, luck.explore, config.epsilon)
        memory = jax.tree.map(
            lambda all_, new: jax.lax.dynamic_update_slice_in_dim(all_, new, number * config.episodes, 0),
            learner.memory,
            played,
        )
        visits = count(task, learner.visits, played)
        filled = (number + 1) * config.episodes
        batches = sample(task, config, aid, memory, filled, visits, learner.target, luck.sample)
        (online, state), _ = jax.lax.scan(update, (learner.online, learner.optimiser), batches)
        target = networks.toward(learner.target, online, 1 - config.target_decay)
        return Learner(online, target, state, memory, visits), None

    def update(
        carry: tuple[Network, optax.OptState], batch: Batch
    ) -> tuple[tuple[Network, optax.OptState], None]:
        online, state = carry
        change, state = optimiser.update(jax.grad(loss)(online, batch), state)
        return (optax.apply_updates(online, change), state), None

    return train


def loss(online: Network, batch: Batch) -> jax.Array:
    values = networks.apply(online, batch.seen)
    chosen = jnp.take_along_axis(values, batch.action[:, None].astype(jnp.int32), 1)[:, 0]
    return ((chosen - batch.target) ** 2).mean()  # (3)


def empty(task: GoalTask, capacity: int) -> Memory:
    return Memory(
        jnp.zeros((capacity, task.horizon + 1, *task.state_shape), jnp.int8),
        jnp.zeros((capacity, task.horizon), jnp.int8),
        jnp.zeros((capacity, *task.state_shape), jnp.int8),
        jnp.zeros(capacity, jnp.int32),
    )


def luck_of_cycle(task: GoalTask, config: Config) -> Luck[tuple[int, ...]]:
    """Shapes of the uniform numbers that a cycle takes."""
    return Luck(
        (config.episodes, task.luck),
        (2, task.horizon, config.episodes),
        (4, config.updates, config.batch),
    )


def take_luck(numbers: jax.Array, shapes: Luck[tuple[int, ...]]) -> Luck[jax.Array]:
    ends = list(accumulate(map(prod, shapes)))
    parts = jnp.split(numbers, ends[:-1])
    return Luck(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))


def play(
    task: GoalTask, online: Network, begin: jax.Array, explore: jax.Array | None = None, epsilon: float = 0.0
) -> tuple[Memory, jax.Array]:
    """Episodes side by side, epsilon-greedy, and how far from its goal each ended. At the goal nothing moves."""
    begun, goals = jax.vmap(task.begin)(begin)
    if explore is None:
        explore = jnp.ones((2, task.horizon, len(begin)))

    def step(states: jax.Array, luck: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array, jax.Array]]:
        greedy = networks.apply(online, jax.vmap(task.observe)(states, goals)).argmax(-1)
        chance = jnp.floor(luck[1] * task.actions).astype(greedy.dtype)
        action = jnp.where(luck[0] < epsilon, chance, greedy)
        going = jax.vmap(task.distance)(states, goals) > 0
        moved = jax.vmap(task.move)(states, action)
        after = jnp.where(going[:, None], moved, states)
        return after, (after, action.astype(jnp.int8), going)

    last, (after, actions, going) = jax.lax.scan(step, begun, explore.swapaxes(0, 1))
    states = jnp.concatenate([begun[None], after]).swapaxes(0, 1)
    played = Memory(states, actions.T, goals, going.sum(0))
    return played, jax.vmap(task.distance)(last, goals)


def sample(
    task: GoalTask,
    config: Config,
    aid: Aid,
    memory: Memory,
    filled: jax.Array,
    visits: jax.Array,
    target: Network,
    luck: jax.Array,
) -> Batch:
    """All batches of a cycle, one a row: the target network stands still meanwhile."""
    episode = jnp.floor(luck[0] * filled).astype(jnp.int32)
    length = memory.lengths[episode]
    time = jnp.floor(luck[1] * length).astype(jnp.int32)
    later = jnp.floor(luck[2] * (length - time)).astype(jnp.int32) + time + 1
    reached = memory.states[episode, later if config.strategy == "future" else length]
    relabel = luck[3] < aid.relabelled / (aid.relabelled + 1)  # (4)
    goal = jnp.where(relabel[..., None], reached, memory.goals[episode])
    state, after = memory.states[episode, time], memory.states[episode, time + 1]

    both = jax.vmap(jax.vmap(task.observe))
    ended = jax.vmap(jax.vmap(task.distance))(after, goal) == 0
    reward = jnp.where(ended, 0.0, -1.0)  # (1)
    reward += aid.bonus / jnp.sqrt(visits[jax.vmap(jax.vmap(task.index))(after)])  # (5)
    best = networks.apply(target, both(after, goal)).max(-1)
    floor, ceiling = -1 / (1 - config.discount), aid.bonus / (1 - config.discount)
    y = jnp.clip(reward + config.discount * ~ended * best, floor, ceiling)  # (2)
    return Batch(both(state, goal), memory.actions[episode, time], y)


def count(task: GoalTask, visits: jax.Array, played: Memory) -> jax.Array:
    """Adds a visit for every state that an action led to."""
    numbers = jax.vmap(jax.vmap(task.index))(played.states[:, 1:])
    happened = jnp.arange(task.horizon) < played.lengths[:, None]
    return visits.at[numbers].add(happened.astype(jnp.int32))
