"""Ours, as a process of its own: python -m broadsheet.lab.benchmarks.ours TASK, settings as JSON on standard input.

Prints one JSON object: the return of each seed over the last tenth of its steps, or tokens a second.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import jax
import numpy as np

from broadsheet.lab.environments import cartpole
from broadsheet.lab.policy_gradient import ppo
from broadsheet.lab.q_learning import pqn
from broadsheet.lab.transformer import model, sampling


def train(task: str, asked: dict[str, Any]) -> dict[str, Any]:
    settings: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in asked["settings"].items()
    }
    iterations = asked["total_steps"] // (settings["copies"] * settings["steps"])
    environment = cartpole.make()
    if task == "ppo":
        learn: Any = ppo.make_train(environment, ppo.Config(iterations, **settings))
    else:
        learn = pqn.make_train(environment, pqn.Config(iterations, **settings))
    seeds = asked["seeds"]
    if asked["together"]:
        told = jax.jit(jax.vmap(learn))(jax.vmap(jax.random.key)(np.array(seeds))).ended
        sums, counts = np.asarray(told.return_), np.asarray(told.episodes)
    else:
        one = jax.jit(learn)
        each = [one(jax.random.key(seed)).ended for seed in seeds]
        sums, counts = np.array([t.return_ for t in each]), np.array([t.episodes for t in each])
    late = max(1, iterations // 10)
    return {"returns": (sums[:, -late:].sum(1) / np.maximum(1, counts[:, -late:].sum(1))).tolist()}


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
    asked = json.load(sys.stdin)
    print(json.dumps(tokens(asked) if sys.argv[1] == "tokens" else train(sys.argv[1], asked)))


if __name__ == "__main__":
    main()
