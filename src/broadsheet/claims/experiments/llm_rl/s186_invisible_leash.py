"""Does reinforcement from verifiable rewards lose more right answers than it reaches, and pass@k at large k?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

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
from broadsheet.lab.methods.llm_rl.grpo import make_grpo
from broadsheet.lab.methods.llm_rl.loop import Method
from broadsheet.lab.methods.llm_rl.setting import PRETRAINING, TASK, Setting, Tune, make_tune, world
from broadsheet.lab.methods.llm_rl.success import exact_pass_at, make_chances

LAB = "broadsheet.lab.methods.llm_rl"
KS = (1, 4, 16, 64, 256, 1024)
WITHIN_REACH = 1 / 1024
"""An answer is in a model's empirical support when it is drawn with at least this chance."""
RATE = {"learning_rate": 1e-3}

POINT = "one question in a hundred: smaller is lost in the noise of the paper's own benchmarks"
DECLARATION = Declaration(
    ledger_id="s186",
    paper="Wu et al. (2025), The Invisible Leash: Why RLVR May Not Escape Its Origin",
    sentence="GRPO raises pass@1 over the base model and lowers pass@1024, and of the right answers within reach of a "
    "thousand draws it loses more than it gains.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        *(Metric(f"pass@{k}", "share of questions", Direction.HIGHER, "exact") for k in KS),
        Metric(
            "kept", "share", Direction.HIGHER, "of right answers in the base model's support, still in it"
        ),
        Metric("lost", "right answers", Direction.LOWER, "in the base model's support and no more"),
        Metric("gained", "right answers", Direction.HIGHER, "in the support now and not in the base model's"),
        Metric(
            "net change", "share", Direction.LOWER, "gained less lost, over all that either model reaches"
        ),
    ),
    arms=(
        Arm("base", "The pretrained model.", "broadsheet.lab.shared.transformer.pretraining"),
        Arm("grpo", "Tuned by GRPO on three quarters of the questions.", f"{LAB}.grpo", RATE),
        Arm("grpo-again", "The same base model tuned by GRPO with other draws.", f"{LAB}.grpo", RATE),
    ),
    hypotheses=(
        better("base", "grpo", "pass@1024", 0.01, POINT, paired=True, stratum="held-out"),
        better(
            "grpo",
            "base",
            "pass@1",
            0.02,
            POINT + "; two for the gain that tuning is done for",
            paired=True,
            stratum="held-out",
        ),
        better(
            "grpo",
            0.0,
            "net change",
            0.05,
            "a support that shrinks by a twentieth of all answers reached is no accident of the threshold",
            stratum="held-out",
        ),
    ),
    controls=(
        Control(
            equal(
                "grpo-again",
                "grpo",
                "pass@1024",
                0.02,
                "twice the margin of the main comparison",
                paired=True,
                stratum="held-out",
            ),
            "the same method differs from itself by its draws alone",
        ),
    ),
    quick=Budget(seeds=4, settings={"pretraining_steps": 500, "steps": 30}, minutes=0.5),
    full=Budget(seeds=20, settings={"pretraining_steps": 1000, "steps": 60}, minutes=1.5),
    deviations=(
        "A transformer of one layer and width 32 with answers of four digits, pretrained on the task's own text; the "
        "paper compares published models (ProRL and others) with their bases on reasoning benchmarks.",
        "pass@k and the support are exact, from the listed chances of all right answers, not from samples.",
        "The support holds answers with a chance of at least 1/1024, where the paper counts problems solved by samples.",
    ),
    tuning="The learning rate is that of 3e-4, 1e-3 and 3e-3 with the best pass@1 of GRPO on pilot seeds 10000 and 10001.",
    scope="One task, one size, one method. Training questions are recorded as a stratum and not declared.",
    notes="A definition of the paper's empirical support was read in summaries of it, not in the paper itself. The ledger "
    "proposes a mixture of solution styles; right answers are many here without one.",
)


@cache
def _tune(steps: int) -> Tune:
    return make_tune(TASK, (make_grpo(),), steps=steps)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    setting = Setting(TASK, replace(PRETRAINING, steps=budget.whole("pretraining_steps")))
    for seed in seeds:
        start = world(setting, seed)
        before = now = make_chances(TASK)(start.base)
        if arm.name != "base":
            tune = _tune(budget.whole("steps"))
            draws = seed if arm.name == "grpo" else seed + 1_000_000
            model, _ = tune(start, draws, Method(0, float(str(arm.settings["learning_rate"]))))
            now = make_chances(TASK)(model)
        for stratum, chosen in (("held-out", start.tested), ("trained-on", ~start.tested)):
            yield from _measured(seed, stratum, before[chosen], now[chosen])


def _measured(
    seed: int, stratum: str, before: NDArray[np.float64], now: NDArray[np.float64]
) -> Iterator[Outcome]:
    passed = exact_pass_at(now.sum(axis=1), KS).tolist()
    for k, value in zip(KS, passed, strict=True):
        yield Outcome(seed, f"pass@{k}", value, stratum)
    reached, reaches = before >= WITHIN_REACH, now >= WITHIN_REACH
    lost, gained = int((reached & ~reaches).sum()), int((reaches & ~reached).sum())
    yield Outcome(seed, "lost", lost, stratum)
    yield Outcome(seed, "gained", gained, stratum)
    yield Outcome(seed, "kept", float((reached & reaches).sum() / reached.sum()), stratum)
    yield Outcome(seed, "net change", (gained - lost) / int((reached | reaches).sum()), stratum)
