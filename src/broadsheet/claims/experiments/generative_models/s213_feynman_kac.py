"""Do Feynman-Kac weights make annealed, product and guided samples right?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from broadsheet.lab.methods.generative_models import feynman_kac
from broadsheet.lab.methods.generative_models.gaussian_mixtures import Mixture, Product, nearest_shares

METHOD = "broadsheet.lab.methods.generative_models.feynman_kac"
POWERS = {"annealing": (3.0,), "product": (1.0, 1.0), "guidance": (-1.0, 2.0)}

DECLARATION = Declaration(
    ledger_id="s213",
    paper="Skreta, Akhound-Sadegh, Ohanesian, Bondesan, Aspuru-Guzik, Doucet, Brekelmans, Tong, Neklyudov (2025), "
    "Feynman-Kac Correctors in Diffusion: Annealing, Guidance, and Product of Experts",
    sentence="With Feynman-Kac weights and resampling, samples of annealed, product and guided mixtures have at most "
    "half the error in the modes' weights that the naive combination of scores has.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric(
            "modes",
            "total variation",
            Direction.LOWER,
            "between the samples' and the exact shares of the modes",
        ),
        Metric("modes-plain", "total variation", Direction.LOWER, "the same for one unpowered mixture"),
    ),
    arms=(
        Arm("corrected", "Weighted and resampled particles.", f"{METHOD}.sample", {"corrected": True}),
        Arm("naive", "The same drift without weights.", f"{METHOD}.sample", {"corrected": False}),
    ),
    hypotheses=tuple(
        better(
            "corrected",
            "naive",
            "modes",
            2.0,
            "a correction that leaves more than half of the error does not correct",
            paired=True,
            ratio=True,
            stratum=name,
        )
        for name in POWERS
    ),
    controls=(
        Control(
            equal(
                "corrected",
                "naive",
                "modes-plain",
                0.02,
                "as much as 2,000 particles err by chance",
                paired=True,
            ),
            "one mixture to the power of 1 needs no weights",
        ),
    ),
    quick=Budget(seeds=6, settings={"particles": 500, "steps": 100}, minutes=0.1),
    full=Budget(seeds=40, settings={"particles": 2000, "steps": 200}, minutes=1.5),
    deviations=(
        "Mixtures of four Gaussians in the plane with their exact diffused scores instead of trained networks.",
        "Powers: 3 for annealing, (1, 1) for the product, (-1, 2) for guidance.",
        "Systematic resampling below half the effective number of particles.",
    ),
    tuning="Nothing was tuned; both arms have the same particles, steps and drift.",
    scope="Learned scores, high dimensions and other schedules are not tested. With 2,000 particles the noise of "
    "resampling is most of the corrected arm's error; for annealing, 8,000 particles came no nearer on eight pilot seeds.",
    seeds_at_once=4,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    config = feynman_kac.Config(
        budget.whole("particles"), budget.whole("steps"), corrected=bool(arm.settings["corrected"])
    )
    for seed in seeds:
        first, second = _mixtures(seed)
        for name, powers in POWERS.items():
            target = Product((first, second)[: len(powers)], powers)
            yield Outcome(seed, "modes", _error(target, first, config, seed), name)
        yield Outcome(seed, "modes-plain", _error(Product((first,), (1.0,)), first, config, seed))


def _error(target: Product, modes: Mixture, config: feynman_kac.Config, seed: int) -> float:
    points, weights = feynman_kac.sample(target, config, np.random.default_rng([seed, 1]))
    found = nearest_shares(points, modes.means, weights)
    return float(np.abs(found - target.shares(modes.means)).sum() / 2)


def _mixtures(seed: int) -> tuple[Mixture, Mixture]:
    """Two mixtures about the same four places, the second broader: places at least 2 apart, random weights."""
    rng = np.random.default_rng([seed, 0])
    while True:
        means = rng.uniform(-3, 3, (4, 2))
        apart = np.linalg.norm(means[:, None] - means, axis=2) + 9 * np.eye(4)
        if apart.min() > 2:
            first, second = rng.dirichlet(np.full(4, 3.0), 2)
            return Mixture(first, means, 0.15), Mixture(second, means, 0.15)
