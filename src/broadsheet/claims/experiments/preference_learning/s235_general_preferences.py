"""Do skew-symmetric embeddings fit cyclic preferences, and transitive ones no worse than one utility?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from broadsheet.claims.hypotheses import better, equal, not_worse
from broadsheet.lab.methods.preference_learning import general_preferences as gpm

METHOD = "broadsheet.lab.methods.preference_learning.general_preferences"
FEATURES = 6
WHY_TIE = "two points are what the draw of the pairs moves"

DECLARATION = Declaration(
    ledger_id="s235",
    paper="Zhang, Zhang, Wu, Xu, Gu (2025), General Preference Modeling with Preference Representations for "
    "Aligning Language Models",
    sentence="On held-out pairs skew-symmetric embeddings predict cyclic preferences at least 20 points better than "
    "a Bradley-Terry utility, which stays at chance, and transitive ones no more than two points worse.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        Metric("accuracy", "share of held-out pairs", Direction.HIGHER, "of items not seen in training"),
    ),
    arms=(
        Arm(
            "embedding",
            "Embeddings of four coordinates.",
            f"{METHOD}.skew_score",
            {"outputs": 4, "rate": 0.001},
        ),
        Arm(
            "utility",
            "One utility (Bradley-Terry).",
            f"{METHOD}.bradley_terry_score",
            {"outputs": 1, "rate": 0.001},
        ),
    ),
    hypotheses=(
        better(
            "embedding",
            "utility",
            "accuracy",
            0.2,
            "two fifths of the way from chance to certainty",
            paired=True,
            stratum="cyclic",
        ),
        equal("utility", 0.5, "accuracy", 0.05, "chance, give or take", stratum="cyclic"),
        not_worse("embedding", "utility", "accuracy", 0.02, WHY_TIE, paired=True, stratum="transitive"),
    ),
    controls=(
        Control(
            equal("embedding", "utility", "accuracy", 0.02, WHY_TIE, paired=True, stratum="coin"),
            "preferences tossed by a coin hold nothing that either could learn",
        ),
    ),
    quick=Budget(seeds=8, settings={"pairs": 1000, "steps": 300}, minutes=0.2),
    full=Budget(seeds=40, settings={"pairs": 2000, "steps": 600}, minutes=0.8),
    deviations=(
        "Synthetic items of six features and a network of one hidden layer instead of language models and texts.",
        "Cyclic: each item stands on a circle, and the one less than half a turn ahead is preferred; two of its "
        "features say where. Transitive: a random nonlinear utility. A tenth of all labels is flipped.",
        "Policies are not optimised against the preference model.",
    ),
    tuning="Both arms have the same network and steps; each one's learning rate was chosen from 0.0003, 0.001, 0.003, 0.01 and "
    "0.03 by mean accuracy over the cyclic and transitive data of four pilot seeds.",
    scope="It does not say how cyclic the preferences of people are, nor test reward models of language models. "
    "Embeddings lie on the unit sphere, as the paper has them: on six pilot seeds, embeddings of free length (as in one "
    "version of the authors' code) predicted transitive preferences 1.5 points worse than the utility, within the margin.",
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    score = getattr(gpm, arm.method.rsplit(".", 1)[1])
    outputs, rate = int(arm.settings["outputs"]), float(arm.settings["rate"])  # type: ignore[arg-type]
    config = gpm.Config(outputs, FEATURES, learning_rate=rate, steps=budget.whole("steps"))
    train = jax.jit(jax.vmap(gpm.make_train(score, config)))
    keys = jnp.stack([jax.random.key(seed) for seed in seeds])
    for kind in ("cyclic", "transitive", "coin"):
        drawn = [_pairs(kind, seed, budget.whole("pairs")) for seed in seeds]
        winners, losers = (jnp.array([pairs[side][0] for pairs in drawn]) for side in (0, 1))
        fitted = train(keys, winners, losers)
        held_winners, held_losers = (jnp.array([pairs[side][1] for pairs in drawn]) for side in (0, 1))
        right = jax.vmap(score)(fitted, held_winners, held_losers) > 0
        for seed, share in zip(seeds, np.asarray(right.mean(axis=1)), strict=True):
            yield Outcome(seed, "accuracy", float(share), kind)


def _pairs(kind: str, seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Preferred and other items, (2, count, features) each: for training with a tenth of the labels flipped,
    and held out without."""
    rng = np.random.default_rng([seed, len(kind)])
    items = rng.standard_normal((2, 2, count, FEATURES))
    if kind == "cyclic":
        angle = np.arctan2(items[..., 1], items[..., 0])
        ahead = np.sin(angle[:, 0] - angle[:, 1]) > 0
    elif kind == "transitive":
        direction, bend = rng.standard_normal((2, FEATURES))
        utility = items @ direction + np.sin(2 * items @ bend)
        ahead = utility[:, 0] > utility[:, 1]
    else:
        ahead = rng.random((2, count)) < 0.5
    ahead[0] ^= rng.random(count) < 0.1
    swap = ~ahead[..., None]
    return np.where(swap, items[:, 1], items[:, 0]), np.where(swap, items[:, 0], items[:, 1])
