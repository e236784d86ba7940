"""What the experiments of this family have in common: a base model, questions to train on and to test on.

One seed is one world: its own base model, pretrained on its own text, its own split of the questions and its
own draws during reinforcement. Base models are kept, since the arms of an experiment start from the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from broadsheet.lab.methods.llm_rl.loop import Config, History, Loss, Method, make_train
from broadsheet.lab.shared.tasks.digits import Digits, draw_text, held_out, pool, verify
from broadsheet.lab.shared.transformer import model
from broadsheet.lab.shared.transformer.model import Transformer
from broadsheet.lab.shared.transformer.pretraining import Pretraining, make_pretrain

TASK = Digits(base=6, preference=0.3)
PRETRAINING = Pretraining(steps=1000, batch=128, learning_rate=5e-3)
"""Together they make a base model that answers a third of the questions right at the first attempt."""


@dataclass(frozen=True, slots=True)
class Setting:
    task: Digits = TASK
    pretraining: Pretraining = PRETRAINING
    width: int = 32
    heads: int = 2
    layers: int = 1

    @property
    def network(self) -> model.Config:
        longest = self.task.prompt_length + self.task.length - 1
        return model.Config(
            self.task.vocabulary, longest, self.width, self.heads, self.layers, hidden=4 * self.width
        )


class World(NamedTuple):
    base: Transformer
    tested: NDArray[np.bool_]
    """Which prompts of the pool are kept from training."""


@lru_cache(maxsize=64)
def world(setting: Setting, seed: int) -> World:
    base, _ = _pretrain(setting)(jax.random.key(seed))
    return World(base, held_out(setting.task, np.random.default_rng([seed, 1])))


@cache
def _pretrain(setting: Setting) -> Callable[[jax.Array], tuple[Transformer, jax.Array]]:
    draw = partial(draw_text, setting.task)
    return jax.jit(make_pretrain(setting.pretraining, setting.network, draw, setting.task.base))


Tune = Callable[[World, int, Method], tuple[Transformer, History]]


def make_tune(task: Digits, losses: Sequence[Loss], **loop: int) -> Tune:
    """tune(world, seed, method) -> the model after reinforcement from the world's base, and its history;
    `loop` is what the loop's `Config` is to hold beyond its defaults. Compiled once, for all seeds and
    methods."""
    config = Config(answer_length=task.length, words=task.base, **loop)
    train = jax.jit(make_train(config, partial(verify, task), losses))

    def tune(world: World, seed: int, method: Method) -> tuple[Transformer, History]:
        key = jax.random.fold_in(jax.random.key(seed), 2)
        asked = jnp.asarray(pool(task).prompts[~world.tested])
        tuned: tuple[Transformer, History] = train(key, world.base, asked, method)
        return tuned

    return tune
