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


def learner(task: str, job: dict[str, Any]) -> Callable[[jax.Array], Any]:
    """From a seed's number to the returns of its episodes."""
    settings: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in job["settings"].items()}
    environment = cartpole.make()
    if task == "ppo":
        learn: Any = ppo.make_train(environment, ppo.Config(_iterations(job), **settings))
    else:
        learn = pqn.make_train(environment, pqn.Config(_iterations(job), **settings))
    return lambda seed: learn(jax.random.key(seed)).ended


def program(task: str, job: dict[str, Any]) -> bytes:
    """Compiled for as many seeds as are asked for, whichever they are."""
    compiled = jax.jit(jax.vmap(learner(task, job))).lower(np.array(job["seeds"])).compile()
    return pickle.dumps(serialize_executable.serialize(compiled))


def train(task: str, job: dict[str, Any], given: BinaryIO) -> dict[str, Any]:
    seeds = job["seeds"]
    if job["together"]:
        _prepare()
        result = serialize_executable.deserialize_and_load(*pickle.loads(given.read()))(np.array(seeds))
        sums, counts = np.asarray(result.return_), np.asarray(result.episodes)
    else:
        one = jax.jit(learner(task, job))
        each = [one(np.array(seed)) for seed in seeds]
        sums, counts = np.array([t.return_ for t in each]), np.array([t.episodes for t in each])
    late = max(1, _iterations(job) // 10)
    return {"returns": (sums[:, -late:].sum(1) / np.maximum(1, counts[:, -late:].sum(1))).tolist()}


def _prepare() -> None:
    """Ready before the program is: the device, and LAPACK, which JAX connects where it lowers a call of it. A program
    compiled elsewhere, with PPO's orthogonal weights in it, crashes without."""
    jax.devices()
    jax.jit(jax.numpy.linalg.qr).lower(np.eye(2, dtype=np.float32))


def tokens(job: dict[str, Any]) -> dict[str, Any]:
    s = job["settings"]
    sizes = {name: s[name] for name in ("vocabulary", "length", "width", "heads", "layers", "hidden")}
    config = model.Config(**sizes)
    made = model.init(jax.random.key(0), config)
    prompts = jax.random.randint(jax.random.key(1), (s["batch"], s["prompt"]), 0, s["vocabulary"])
    draw = jax.jit(lambda key: sampling.sample(made, key, prompts, length=s["answer"]).answers)
    rates = []
    for repeat in range(job["repeats"] + 1):
        began = time.perf_counter()
        draw(jax.random.key(repeat)).block_until_ready()
        rates.append(s["batch"] * s["answer"] / (time.perf_counter() - began))
    return {"rates": rates[1:]}


def main() -> None:
    task, given = sys.argv[1], sys.stdin.buffer
    job = json.loads(given.readline())
    if task == "tokens":
        print(json.dumps(tokens(job)))
    elif job.get("compile"):
        sys.stdout.buffer.write(program(task, job))
    else:
        print(json.dumps(train(task, job, given)))


def _iterations(job: dict[str, Any]) -> int:
    return int(job["total_steps"] // (job["settings"]["num_envs"] * job["settings"]["steps"]))


if __name__ == "__main__":
    main()
