"""Does DisCO weigh hard and easy questions as much as others, and learn more for it, with steadier entropy?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

import jax
import jax.numpy as jnp
import numpy as np

from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Control,
    Declaration,
    Direction,
    Fidelity,
    Metric,
    Outcome,
)
from broadsheet.claims.hypotheses import better, equal
from broadsheet.lab.methods.llm_rl.difficulty import weight_of_extremes
from broadsheet.lab.methods.llm_rl.disco import make_disco
from broadsheet.lab.methods.llm_rl.grpo import make_dapo, make_grpo
from broadsheet.lab.methods.llm_rl.loop import Config, Method, draw
from broadsheet.lab.methods.llm_rl.setting import PRETRAINING, TASK, Setting, Tune, World, make_tune, world
from broadsheet.lab.methods.llm_rl.success import make_chances
from broadsheet.lab.shared.tasks.digits import pool, verify

LAB = "broadsheet.lab.methods.llm_rl"
LOSSES = {"grpo": make_grpo(), "dapo": make_dapo(), "disco": make_disco()}
RATE = {"learning_rate": 1e-3}
HARD = 0.125
"""A question is hard when the base model's chance of a right answer is at most this."""

POINT = "a point, where the paper reports 6 to 7"
DECLARATION = Declaration(
    ledger_id="s117",
    paper="Li et al. (2025), DisCO: Reinforcing Large Reasoning Models with Discriminative Constrained Optimization",
    sentence="DisCO's gradient gives very hard and very easy questions the weight of the others, where GRPO's gives them "
    "less; after as much training it answers more questions than GRPO and DAPO, hard ones too, with steadier entropy.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        Metric("accuracy", "share of answers", Direction.HIGHER, "on questions held out"),
        Metric(
            "hard accuracy",
            "share of answers",
            Direction.HIGHER,
            "on those held out that are hard for the base",
        ),
        Metric("entropy drift", "nats a token", Direction.LOWER, "between the first and the last 10 steps"),
        Metric(
            "weight of extremes",
            "ratio",
            Direction.HIGHER,
            "of questions a quarter right or less, or wrong or less",
        ),
    ),
    arms=(
        Arm("grpo", "Group-relative advantages, clipped.", f"{LAB}.grpo", RATE),
        Arm("dapo", "GRPO with a higher upper clip and useless questions left out.", f"{LAB}.grpo", RATE),
        Arm("disco", "Discriminative objective under a divergence constraint.", f"{LAB}.disco", RATE),
        Arm("grpo-again", "GRPO with other draws.", f"{LAB}.grpo", RATE),
    ),
    hypotheses=(
        better("disco", "grpo", "accuracy", 0.01, POINT, paired=True),
        better("disco", "dapo", "accuracy", 0.01, POINT, paired=True),
        better("disco", "grpo", "hard accuracy", 0.01, POINT, paired=True),
        better(
            "disco", "grpo", "entropy drift", 0.02, "a fortieth of GRPO's drift in pilot runs", paired=True
        ),
        equal("disco", 1.0, "weight of extremes", 0.05, "a twentieth of the weight"),
        better("disco", "grpo", "weight of extremes", 0.1, "a tenth of the weight", paired=True),
    ),
    controls=(
        Control(
            equal("grpo-again", "grpo", "accuracy", 0.03, "near the spread of one seed", paired=True),
            "the same method differs from itself by its draws alone",
        ),
    ),
    quick=Budget(seeds=4, settings={"pretraining_steps": 500, "steps": 30}, minutes=0.5),
    full=Budget(seeds=20, settings={"pretraining_steps": 1000, "steps": 60}, minutes=1.5),
    deviations=(
        "A transformer of one layer and width 32 with answers of four digits; the paper tunes models of 1.5B and 7B.",
        "64 questions of 8 answers and two gradient steps on them, 60 times over; the paper takes 128 and four.",
        "The log-likelihood score with tau 10, delta 1e-4 and beta 1000 as in the authors' scripts; the ratio score is not "
        "tested.",
        "DAPO leaves useless questions out instead of drawing others, and has no penalty for long answers.",
    ),
    tuning="Each arm's learning rate is that of 3e-4, 1e-3 and 3e-3 with the best accuracy on pilot seeds 10000 and 10001: "
    "1e-3 for all of them.",
    scope="One task, one size, answers of one length: nothing is said of the length bias that clipping may have.",
    notes="The weights are measured on answers drawn from the base model, 64 questions of 8.",
)


@cache
def _tune(steps: int) -> Tune:
    return make_tune(TASK, tuple(LOSSES.values()), steps=steps)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    setting = Setting(TASK, replace(PRETRAINING, steps=budget.whole("pretraining_steps")))
    name, again = arm.name.removesuffix("-again"), arm.name.endswith("-again")
    method = Method(list(LOSSES).index(name), float(str(arm.settings["learning_rate"])))
    chances = make_chances(TASK)
    for seed in seeds:
        start = world(setting, seed)
        draws = seed + 1_000_000 if again else seed
        model, history = _tune(budget.whole("steps"))(start, draws, method)
        p = chances(model).sum(axis=1)
        hard = start.tested & (chances(start.base).sum(axis=1) <= HARD)
        entropy = np.asarray(history.entropy, dtype=float)
        yield Outcome(seed, "accuracy", float(p[start.tested].mean()))
        yield Outcome(seed, "hard accuracy", float(p[hard].mean()))
        drift = float(abs(entropy[-10:].mean() - entropy[:10].mean()))
        yield Outcome(seed, "entropy drift", drift, curve=list(enumerate(entropy.tolist())))
        yield Outcome(seed, "weight of extremes", _weight(name, start, draws))


def _weight(name: str, start: World, seed: int) -> float:
    choice_key, draw_key = jax.random.split(jax.random.fold_in(jax.random.key(seed), 117))
    prompts = jnp.asarray(pool(TASK).prompts[~start.tested])
    asked = jax.random.choice(choice_key, prompts, (64,), replace=False)
    loop = Config(answer_length=TASK.length, words=TASK.base)
    rollout = draw(start.base, draw_key, asked, loop, partial(verify, TASK))
    return float(weight_of_extremes(LOSSES[name], rollout, draw_key))
