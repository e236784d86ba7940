"""What is measured: the same settings for every contestant, read as JSON by those that run elsewhere."""

from __future__ import annotations

from typing import Any

TASKS: dict[str, dict[str, Any]] = {
    "ppo": {
        "num_envs": 4,
        "steps": 128,
        "epochs": 4,
        "minibatches": 4,
        "hidden": [64, 64],
        "learning_rate": 1e-3,
        "discount": 0.99,
        "lambda_": 0.95,
        "clip": 0.2,
        "entropy_weight": 0.01,
        "value_weight": 0.5,
        "largest_gradient": 0.5,
    },
    "pqn": {
        "num_envs": 16,
        "steps": 32,
        "epochs": 4,
        "minibatches": 4,
        "hidden": [64, 64],
        "learning_rate": 2e-3,
        "clip": 10.0,
        "discount": 0.99,
        "lambda_": 0.9,
        "epsilon": [1.0, 0.05],
        "exploring": 0.2,
        "reward_scale": 0.1,
    },
}
SAMPLING = {
    "vocabulary": 64,
    "length": 64,
    "width": 64,
    "layers": 2,
    "heads": 4,
    "hidden": 256,
    "prompt": 8,
    "answer": 32,
    "batch": 256,
}
