"""Does a map of elites fill more of the feature space, and find a better optimum, than a genetic algorithm?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

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
from broadsheet.lab.methods.evolutionary_and_qd import map_elites, tasks

METHOD = "broadsheet.lab.methods.evolutionary_and_qd.map_elites"

DECLARATION = Declaration(
    ledger_id="s124",
    paper="Mouret, Clune (2015), Illuminating search spaces by mapping elites",
    sentence="At equal evaluations MAP-Elites fills at least a tenth more of the feature grid than a genetic "
    "algorithm, has a higher QD-score, and finds a better single optimum on Rastrigin's function.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("coverage", "share of cells", Direction.HIGHER, "that hold a solution"),
        Metric("qd-score", "fitness a cell", Direction.HIGHER, "summed fitness of the elites over all cells"),
        Metric("best", "fitness", Direction.HIGHER, "of the fittest solution; 1 is the optimum"),
    ),
    arms=(
        Arm(
            "map-elites",
            "Varies random elites of a 25 by 25 grid.",
            f"{METHOD}.map_elites",
            {"arm": 0.02, "rastrigin": 0.05},
        ),
        Arm(
            "genetic",
            "Tournaments of two in a population of 100, one elite.",
            f"{METHOD}.genetic",
            {"arm": 0.1, "rastrigin": 0.02},
        ),
        Arm(
            "map-elites-blind",
            "MAP-Elites whose children forget their parents.",
            f"{METHOD}.map_elites",
            {"arm": inf, "rastrigin": inf},
        ),
        Arm("uniform", "Uniform sampling.", f"{METHOD}.uniform", {"arm": inf, "rastrigin": inf}),
    ),
    hypotheses=(
        better("map-elites", "genetic", "coverage", 0.1, "a tenth of the map is a difference that one sees"),
        better(
            "map-elites",
            "genetic",
            "qd-score",
            0.05,
            "half of the coverage's margin: a new elite has a fitness of about a half or more",
        ),
        better(
            "map-elites",
            "genetic",
            "best",
            0.0,
            "the paper says better and not by how much",
            stratum="rastrigin",
        ),
    ),
    controls=(
        Control(
            equal("map-elites-blind", "uniform", "coverage", 0.02, "a fifth of the main margin"),
            "elites help only through children that resemble them; blind children are uniform samples",
        ),
    ),
    quick=Budget(seeds=10, settings={"evaluations": 5_000}, minutes=0.1),
    full=Budget(seeds=50, settings={"evaluations": 30_000}, minutes=0.5),
    deviations=(
        "A planar arm of eight joints and Rastrigin's function in eight dimensions instead of neural networks and "
        "robots.",
        "Gaussian variation without crossover; novelty search with local competition is not compared.",
        "What the genetic algorithm evaluates is entered into the same grid, as in the paper.",
    ),
    tuning="Each arm's standard deviation of the variation was chosen for each task from 0.02, 0.05, 0.1 and 0.2 on "
    "five pilot seeds at the full budget: by QD-score for MAP-Elites, by best fitness for the genetic algorithm.",
    scope="Two cheap functions with two features each; other features, tasks and genetic algorithms may differ.",
    notes="The best on Rastrigin's function does not hang on what was tuned for: on ten pilot seeds MAP-Elites came to 0.918 "
    "at its best deviation for it (0.02), the genetic algorithm to 0.961 at the same one.",
    seeds_at_once=5,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    method = getattr(map_elites, arm.method.rsplit(".", 1)[1])
    for seed in seeds:
        for stream, (name, task) in enumerate((("arm", tasks.planar_arm), ("rastrigin", tasks.rastrigin))):
            search = map_elites.Search(budget.whole("evaluations"), 100, float(arm.settings[name]))  # type: ignore[arg-type]
            archive, curve = method(task, search, np.random.default_rng([seed, stream, len(arm.name)]))
            yield Outcome(seed, "coverage", archive.coverage, name, curve)
            yield Outcome(seed, "qd-score", archive.qd_score, name)
            yield Outcome(seed, "best", archive.best, name)
