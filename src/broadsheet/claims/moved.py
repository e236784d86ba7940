"""Former names of modules that moved.

Earlier runs name their code by them: a former name stands for its module in the digests of declarations, so that no
result goes stale when a file moves, and pages and addresses resolve it. A module that moves gets a line here.
"""

from __future__ import annotations

LAB = "broadsheet.lab"
EXPERIMENTS = "broadsheet.claims.experiments"
METHODS = {
    "bandits": "bandits",
    "decoding": "decoding_and_search",
    "evaluation": "evaluation",
    "generative_models": "generative_models",
    "graphs": "graphs",
    "llm_rl": "llm_rl",
    "neural_ode": "neural_ode",
    "off_policy_evaluation": "off_policy_evaluation",
    "offline_rl": "offline_rl",
    "policy_gradient": "policy_gradient",
    "preference_learning": "preference_learning",
    "q_learning": "q_learning",
    "quality_diversity": "evolutionary_and_qd",
    "reward_modelling": "reward_modelling",
    "robotics_and_control": "robotics_and_control",
    "structured_prediction": "structured_prediction",
    "theory_of_learning": "theory_of_learning",
    "training_dynamics": "grokking_and_training_dynamics",
    "uncertainty": "conformal_and_uncertainty",
    "weak_labels": "weak_labels",
}
SHARED = ("environments", "graphs.graph", "networks", "tabular", "tasks", "transformer")
OTHER = {
    "s202_statistical_precipice": "evaluation",
    "s451_neural_ode": "neural_ode",
    "s540_repelling_random_walks": "graphs",
}
NOW = {
    **{f"{LAB}.{name}": f"{LAB}.shared.{name}" for name in SHARED},
    **{f"{LAB}.{former}": f"{LAB}.methods.{now}" for former, now in METHODS.items()},
    **{f"{EXPERIMENTS}.other.{name}": f"{EXPERIMENTS}.{now}.{name}" for name, now in OTHER.items()},
}
"""{former name: name}, of modules and packages."""
FORMER = {now: former for former, now in NOW.items()}


def current(path: str) -> str:
    """A dotted path by its module's present name."""
    return _renamed(path, NOW)


def former(path: str) -> str:
    """The dotted path under the first name of its module."""
    return _renamed(path, FORMER)


def _renamed(path: str, names: dict[str, str]) -> str:
    """The longest name that begins it counts."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        if (name := names.get(".".join(parts[:end]))) is not None:
            return ".".join([name, *parts[end:]])
    return path
