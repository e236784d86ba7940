"""Does reinforcement from wrong samples alone raise pass@k at every k, and from right ones alone lower it at large k?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

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
from broadsheet.lab.methods.llm_rl.blind import make_blind
from broadsheet.lab.methods.llm_rl.grpo import make_grpo
from broadsheet.lab.methods.llm_rl.loop import Method
from broadsheet.lab.methods.llm_rl.setting import PRETRAINING, TASK, Setting, Tune, make_tune, world
from broadsheet.lab.methods.llm_rl.signed_reinforcement import make_signed
from broadsheet.lab.methods.llm_rl.success import exact_pass_at, make_chances

LAB = "broadsheet.lab.methods.llm_rl"
KS = (1, 4, 16, 64, 256)
LOSSES = {
    "psr": make_signed(1.0, 0.0),
    "nsr": make_signed(0.0, 1.0),
    "w-reinforce": make_signed(0.1, 1.0),
    "grpo": make_grpo(),
    "blind": make_blind(make_grpo()),
}


POINT = "one question in a hundred: smaller is lost in the noise of the paper's own benchmarks"
ANY = "the claim is of a rise at every k; near the ceiling of 1 no margin above 0 would be fair"

DECLARATION = Declaration(
    ledger_id="s212",
    paper="Zhu et al. (2025), The Surprising Effectiveness of Negative Reinforcement in LLM Reasoning",
    sentence="Reinforcement from wrong samples alone raises pass@k over the base model at k of 1, 16 and 256 on "
    "questions held out, while reinforcement from right samples alone ends below the base model at k of 256.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        *(
            Metric(f"pass@{k}", "share of questions", Direction.HIGHER, "exact, questions held out")
            for k in KS
        ),
        Metric(
            "entropy", "nats a token", Direction.HIGHER, "of answers to training questions in the last step"
        ),
    ),
    arms=(
        Arm("base", "The pretrained model.", "broadsheet.lab.shared.transformer.pretraining"),
        Arm("psr", "Right samples alone.", f"{LAB}.signed_reinforcement", {"learning_rate": 3e-4}),
        Arm("nsr", "Wrong samples alone.", f"{LAB}.signed_reinforcement", {"learning_rate": 3e-4}),
        Arm(
            "w-reinforce", "Right at 0.1, wrong at 1.", f"{LAB}.signed_reinforcement", {"learning_rate": 3e-4}
        ),
        Arm("grpo", "Group-relative advantages.", f"{LAB}.grpo", {"learning_rate": 3e-4}),
        Arm(
            "nsr-again",
            "Wrong samples alone, other draws.",
            f"{LAB}.signed_reinforcement",
            {"learning_rate": 3e-4},
        ),
        Arm("blind", "GRPO told the rewards in shuffled order.", f"{LAB}.blind", {"learning_rate": 3e-4}),
    ),
    hypotheses=(
        better("nsr", "base", "pass@256", 0.0, ANY, paired=True),
        better("nsr", "base", "pass@16", 0.0, ANY, paired=True),
        better("nsr", "base", "pass@1", 0.01, POINT, paired=True),
        better("base", "psr", "pass@256", 0.01, POINT, paired=True),
    ),
    controls=(
        Control(
            equal(
                "nsr-again", "nsr", "pass@256", 0.02, "twice the margin of the comparison of PSR", paired=True
            ),
            "the same method differs from itself by its draws alone",
        ),
    ),
    quick=Budget(seeds=4, settings={"pretraining_steps": 500, "steps": 30}, minutes=0.5),
    full=Budget(seeds=20, settings={"pretraining_steps": 1000, "steps": 60}, minutes=1.5),
    deviations=(
        "A transformer of one layer and width 32 with answers of four digits, pretrained on the task's own text; the "
        "paper tunes Qwen models on MATH.",
        "64 questions of 8 answers and two gradient steps on them, 60 times over; the paper takes 1024 questions and four.",
        "pass@k is exact, from the listed chances of all right answers, instead of estimated from 256 samples.",
        "No arm is penalised for its divergence from the base model.",
    ),
    tuning="Each arm's learning rate is that of 1e-4, 3e-4 and 1e-3 with the best mean over k of pass@k on pilot seeds "
    "10000 and 10001: 3e-4 for all of them.",
    scope="One task, one size, a base model with pass@1 near 0.3. It does not say what large models do.",
    notes="Exact pass@k replaces the ledger's sampled one. Verdicts at k of 4 and 64 are recorded, not declared. "
    "The arm blind takes part in no hypothesis: it shows what the noise of reinforcement does by itself.",
)


@cache
def _tune(steps: int) -> Tune:
    return make_tune(TASK, tuple(LOSSES.values()), steps=steps)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    setting = Setting(TASK, replace(PRETRAINING, steps=budget.whole("pretraining_steps")))
    name, again = arm.name.removesuffix("-again"), arm.name.endswith("-again")
    for seed in seeds:
        start = world(setting, seed)
        model = start.base
        if name != "base":
            method = Method(list(LOSSES).index(name), float(str(arm.settings["learning_rate"])))
            draws = seed + 1_000_000 if again else seed
            model, history = _tune(budget.whole("steps"))(start, draws, method)
            entropy = np.asarray(history.entropy, dtype=float).tolist()
            yield Outcome(seed, "entropy", entropy[-1], curve=list(enumerate(entropy)))
        p = make_chances(TASK)(model).sum(axis=1)[start.tested]
        for k, value in zip(KS, exact_pass_at(p, KS).tolist(), strict=True):
            yield Outcome(seed, f"pass@{k}", value)
