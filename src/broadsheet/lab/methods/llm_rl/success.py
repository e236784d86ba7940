"""How good a policy is at any number of attempts, exactly or from samples.

pass@k, the chance that one of k independent answers is right, is 1 - (1 - p)^k where the chance p of one is
known. From c right ones of n samples it is estimated without bias by 1 - C(n - c, k) / C(n, k): Chen et al.
(2021), Evaluating Large Language Models Trained on Code, arXiv:2107.03374, eq. (1). From memory; the test
takes the estimator's exact mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from broadsheet.lab.shared.tasks.digits import Digits, answers, pool
from broadsheet.lab.shared.transformer.model import Transformer
from broadsheet.lab.shared.transformer.sampling import answer_logits

Floats = NDArray[np.float64]


def exact_pass_at(p: Floats, ks: Sequence[int]) -> Floats:
    """pass@k [len(ks)], the mean over questions whose chances are p [N]."""
    miss = np.log1p(-np.clip(p, 0.0, 1.0 - 1e-12))
    return np.array([-np.expm1(k * miss).mean() for k in ks])


def unbiased_pass_at(right: NDArray[np.int64], samples: int, ks: Sequence[int]) -> Floats:
    """pass@k [len(ks)], the mean over questions with `right` [N] right ones of `samples` answers each."""
    wrong = np.asarray(samples - right, dtype=np.float64)
    return np.array([1.0 - np.where(wrong < k, 0.0, _share_missed(wrong, samples, k)).mean() for k in ks])


def _share_missed(wrong: Floats, samples: int, k: int) -> Floats:
    """C(wrong, k) / C(samples, k)"""
    wrong = np.maximum(wrong, k)
    logs = gammaln(wrong + 1) - gammaln(wrong - k + 1) - gammaln(samples + 1) + gammaln(samples - k + 1)
    return np.asarray(np.exp(logs))


@cache
def make_chances(task: Digits) -> Callable[[Transformer], Floats]:
    """chances(model) [N, base**4]: for every prompt of the pool, the probability of each right answer, and 0
    for the wrong ones.

    Answers that differ in the last digit alone share one forward pass; those with no right one take none.
    """
    right = pool(task).right
    stems = right.reshape(len(right), -1, task.base)
    question, stem = np.nonzero(stems.any(axis=2))
    prompts = jnp.asarray(pool(task).prompts[question])
    told = jnp.asarray(answers(task)[stem * task.base])

    @jax.jit
    def log_p(model: Transformer) -> jax.Array:
        each = answer_logits(model, prompts, told, task.base)
        before = jnp.take_along_axis(each[:, :-1], told[:, :-1, None], axis=-1)[..., 0]
        return before.sum(axis=1)[:, None] + each[:, -1]

    def chances(model: Transformer) -> Floats:
        found = np.zeros(stems.shape)
        found[question, stem] = np.exp(np.asarray(log_p(model), dtype=np.float64))
        return np.where(right, found.reshape(right.shape), 0.0)

    return chances
