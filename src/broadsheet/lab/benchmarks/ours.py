"""Ours, as a process of its own: python -m broadsheet.lab.benchmarks.ours TASK, settings as a line of JSON on standard
input.

Prints one JSON object: the return of each seed over the last tenth of its steps, or tokens a second. Asked to `compile`
it prints the compiled program instead, which those that train seeds `together` read after their settings.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import jax
import numpy as np
from jax.experimental import serialize_executable

from broadsheet.lab.methods.policy_gradient import ppo
from broadsheet.lab.methods.q_learning import pqn
from broadsheet.lab.shared.environments import cartpole
from broadsheet.lab.shared.transformer import model, sampling


def learner(task: str, asked: dict[str, Any]) -> Callable[[jax.Array], Any]:
    """From a seed's number to the returns of its episodes."""
    settings: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in asked["settings"].items()
    }
    environment = cartpole.make()
    if task == "ppo":
        learn: Any = ppo.make_train(environment, ppo.Config(_iterations(asked), **settings))
    else:
        learn = pqn.make_train(environment, pqn.Config(_iterations(asked), **settings))
    return lambda seed: learn(jax.random.key(seed)).ended


def program(task: str, asked: dict[str, Any]) -> bytes:
    """Compiled for as many seeds as are asked for, whichever they are."""
    compiled = jax.jit(jax.vmap(learner(task, asked))).lower(np.array(asked["seeds"])).compile()
    return pickle.dumps(serialize_executable.serialize(compiled))


def train(task: str, asked: dict[str, Any], given: BinaryIO) -> dict[str, Any]:
    seeds = asked["seeds"]
    if asked["together"]:
        _prepare()
        told = serialize_executable.deserialize_and_load(*pickle.loads(given.read()))(np.array(seeds))
        sums, counts = np.asarray(told.return_), np.asarray(told.episodes)
    else:
        one = jax.jit(learner(task, asked))
        each = [one(np.array(seed)) for seed in seeds]
        sums, counts = np.array([t.return_ for t in each]), np.array([t.episodes for t in each])
    late = max(1, _iterations(asked) // 10)
    return {"returns": (sums[:, -late:].sum(1) / np.maximum(1, counts[:, -late:].sum(1))).tolist()}


def _prepare() -> None:
    """Ready before the program is: the device, and LAPACK, which JAX connects where it lowers a call of it. A program
    compiled elsewhere, with PPO's orthogonal weights in it, crashes without."""
    jax.devices()
    jax.jit(jax.numpy.linalg.qr).lower(np.eye(2, dtype=np.float32))


def tokens(asked: dict[str, Any]) -> dict[str, Any]:
    s = asked["settings"]
    sizes = {name: s[name] for name in ("vocabulary", "length", "width", "heads", "layers", "hidden")}
    config = model.Config(**sizes)
    made = model.init(jax.random.key(0), config)
    prompts = jax.random.randint(jax.random.key(1), (s["batch"], s["prompt"]), 0, s["vocabulary"])
    draw = jax.jit(lambda key: sampling.sample(made, key, prompts, length=s["answer"]).answers)
    rates = []
    for repeat in range(asked["repeats"] + 1):
        began = time.perf_counter()
        draw(jax.random.key(repeat)).block_until_ready()
        rates.append(s["batch"] * s["answer"] / (time.perf_counter() - began))
    return {"rates": rates[1:]}


def main() -> None:
    task, given = sys.argv[1], sys.stdin.buffer
    asked = json.loads(given.readline())
    if task == "tokens":
        print(json.dumps(tokens(asked)))
    elif asked.get("compile"):
        sys.stdout.buffer.write(program(task, asked))
    else:
        print(json.dumps(train(task, asked, given)))


def _iterations(asked: dict[str, Any]) -> int:
    return int(asked["total_steps"] // (asked["settings"]["num_envs"] * asked["settings"]["steps"]))


if __name__ == "__main__":
    main()
