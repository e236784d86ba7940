"""Optimising a proxy at a known angle to the true reward: to the end, and with the stopping rule."""

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
    Hypothesis,
    Metric,
    Outcome,
)
from broadsheet.claims.hypotheses import better, equal
from broadsheet.lab.methods.reward_modelling.goodhart import (
    course,
    directions,
    entropy_path,
    proxy_at,
    steepest_ascent,
    stopped,
)
from broadsheet.lab.shared.tabular.makers import garnet, gridworld
from broadsheet.lab.shared.tabular.mdp import Array, TabularMDP

METHOD = "broadsheet.lab.methods.reward_modelling.goodhart"
NOTHING = "The rule's promise is exact; a millionth of the range of returns allows for rounding."
ANGLES = (20, 50, 80)


def _full(degrees: int) -> Arm:
    words = f"optimises a proxy at {degrees} degrees from the true reward to the end"
    return Arm(f"full-{degrees}", words, METHOD, {"degrees": degrees, "believed": 0})


def _stopped(degrees: int) -> Arm:
    words = f"the same proxy at {degrees} degrees, stopped by the rule that is told the angle"
    return Arm(f"stopped-{degrees}", words, METHOD, {"degrees": degrees, "believed": degrees})


def _no_drop(arm: str) -> Hypothesis:
    return equal(arm, 0.0, "drop", 1e-6, NOTHING)


DECLARATION = Declaration(
    ledger_id="s370",
    sentence="Stopping by the angle never lets the true return fall, whereas optimising a proxy to the end "
    "leaves it below its own peak in more than a tenth of random problems, and further the wider the angle.",
    paper="Karwowski, Hayman, Bai, Kiendlhofer, Griffin and Skalse (2024), Goodhart's Law in Reinforcement "
    "Learning",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric(
            "drop", "range of true returns", Direction.LOWER, "deepest fall of the true return below its peak"
        ),
        Metric("fell", "share of runs", Direction.HIGHER, "1 when the drop exceeds a hundredth of the range"),
        Metric(
            "gain", "range of true returns", Direction.HIGHER, "true return won over the uniform policy's"
        ),
    ),
    arms=(
        _full(0),
        *(_full(degrees) for degrees in ANGLES),
        *(_stopped(degrees) for degrees in ANGLES),
        Arm(
            "misjudged-50",
            "at 50 degrees, stopped by a rule told 25",
            METHOD,
            {"degrees": 50, "believed": 25},
        ),
    ),
    hypotheses=(
        better(
            "full-50",
            0.1,
            "fell",
            0.0,
            "'Often' is read as more than one run in ten: rarer than that, one would hardly watch for it.",
        ),
        *(_no_drop(f"stopped-{degrees}") for degrees in ANGLES),
        better(
            "full-20",
            "full-80",
            "drop",
            0.02,
            "A fiftieth of the range of returns is the least difference between drops worth a remark.",
            paired=True,
        ),
    ),
    controls=(
        Control(
            _no_drop("full-0"),
            "A proxy at angle zero differs by scale and shaping alone, so optimising it cannot hurt.",
        ),
    ),
    quick=Budget(8, {"states": 6, "temperatures": 10}, minutes=0.3),
    full=Budget(40, {"states": 10, "temperatures": 20}, minutes=2.0),
    deviations=(
        "Angles are set at 0, 20, 50 and 80 degrees, where the paper samples rewards of several kinds.",
        "Random MDPs of ten states and an open, continuing grid of 4 by 4; the paper has larger and more kinds.",
        "Paths: steepest ascent and a sweep of maximum-entropy temperatures; not the paper's other optimisers.",
    ),
    scope="Exact, tabular optimisation with a known angle. Nothing is said of angles that must be estimated, of "
    "sampled gradients or of deep networks.",
    notes="Next to the ledger's check: what the rule costs ('gain'), and what happens when it is told half the "
    "angle. That a stopped run never drops is a theorem; to find it true checks the rule as it was coded.",
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    degrees, believed = arm.settings["degrees"], arm.settings["believed"]
    assert isinstance(degrees, int)
    assert isinstance(believed, int)
    for seed in seeds:
        for stratum, mdp in _problems(seed, budget.whole("states")):
            rng = np.random.default_rng([seed, 371])
            true, basis = rng.normal(size=mdp.rewards.shape), directions(mdp)
            proxy = proxy_at(basis, true, np.deg2rad(degrees), rng)
            path = _path(stratum, mdp, proxy, basis, budget)
            if believed:
                path = stopped(path, basis, proxy, np.deg2rad(believed))
            went = course(mdp, true, path)
            yield Outcome(seed, "drop", went.drop, stratum)
            yield Outcome(seed, "fell", float(went.drop > 0.01), stratum)
            yield Outcome(seed, "gain", went.gain, stratum)


def _problems(seed: int, states: int) -> Iterator[tuple[str, TabularMDP]]:
    random = garnet(np.random.default_rng([seed, 370]), states, actions=3, branching=3)
    yield "random, ascent", random
    yield "random, entropy", random
    closed = gridworld(["....", "....", "....", "...."], slip=0.1, discount=0.9).mdp
    open_states = closed.states - 1
    yield (
        "grid, ascent",
        TabularMDP(
            closed.transitions[:-1, :, :-1],
            closed.rewards[:-1],
            np.full(open_states, 1 / open_states),
            closed.discount,
        ),
    )


def _path(stratum: str, mdp: TabularMDP, proxy: Array, basis: Array, budget: Budget) -> Array:
    if stratum.endswith("ascent"):
        return steepest_ascent(mdp, proxy, basis)
    scale = float(np.linalg.norm(basis.T @ proxy.ravel())) / np.sqrt(basis.shape[1])
    return entropy_path(mdp, proxy, list(scale * np.geomspace(30.0, 0.03, budget.whole("temperatures"))))
