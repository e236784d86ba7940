"""Runs the contestants, each in processes of its own with one thread, and measures them by the clock."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from broadsheet.errors import SetupError
from broadsheet.lab.benchmarks.tasks import SAMPLING, TASKS

NEEDS = ("torch", "gymnasium", "transformers", "numpy")
PEER = Path(__file__).with_name("torch_peer.py")
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NPROC": "1",
    "JAX_PLATFORMS": "cpu",
    "CUDA_VISIBLE_DEVICES": "",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=1",
}
"""Of both ways in JAX more than half the time is compiling: the first level of LLVM's optimisation halves that and
runs as fast."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One contestant at one task. Start, imports and compilation count."""

    task: str
    contestant: str
    seeds: int
    seconds: float
    cpu_seconds: float
    median_return: float

    @property
    def seeds_per_minute(self) -> float:
        return 60 * self.seeds / self.seconds

    @property
    def cpu_seconds_per_seed(self) -> float:
        return self.cpu_seconds / self.seeds


def compare(
    python: Path, *, seeds: int, peer_seeds: int, steps: int, processes: int, tasks: Sequence[str], say: Say
) -> list[Measured]:
    own = [sys.executable, "-m", "broadsheet.lab.benchmarks.ours"]
    results = []
    for task in tasks:
        for contestant, command, count, together in (
            ("ours", own, seeds, True),
            ("plain JAX, seed by seed", own, peer_seeds, False),
            ("PyTorch", [str(python), str(PEER)], peer_seeds, False),
        ):
            say(f"{task}: {contestant}, {count} seeds of {steps} steps")
            job = {"total_steps": steps, "together": together, "settings": TASKS[task]}
            results.append(_train([*command, task], task, contestant, count, processes, job))
    return results


def _train(
    command: list[str], task: str, contestant: str, seeds: int, processes: int, job: dict[str, Any]
) -> Measured:
    shares = [list(range(first, seeds, processes)) for first in range(min(seeds, processes))]
    began, cpu = time.perf_counter(), _children()
    if job["together"]:
        answers = together(command, job, shares)
    else:
        with _ended([_start(command, job | {"seeds": share}) for share in shares]) as running:
            answers = [_finish(each) for each in running]
    returns = [value for each in answers for value in each["returns"]]
    return Measured(
        task, contestant, seeds, time.perf_counter() - began, _children() - cpu, float(median(returns))
    )


def together(command: list[str], job: dict[str, Any], shares: list[list[int]]) -> list[dict[str, Any]]:
    """One process compiles with a thread for each core, while those that will train start and import. The program
    has one number of seeds: a shorter share trains one more, which is not counted."""
    full = [share + shares[0][len(share) :] for share in shares]
    compiler = _start(command, job | {"seeds": full[0], "compile": True}, threads=len(shares))
    running = [_start(command, job | {"seeds": seeds}, wait=True) for seeds in full]
    with _ended([compiler, *running]):
        program = _output(compiler)
        for each in running:
            _hand(each, program)
        answers = [_finish(each) for each in running]
    return [{"returns": one["returns"][: len(share)]} for one, share in zip(answers, shares, strict=True)]


def tokens(python: Path, *, repeats: int, say: Say) -> dict[str, float]:
    """Median tokens a second of one process."""
    say("sampling from a small transformer")
    job = {"settings": SAMPLING, "repeats": repeats}
    own = [sys.executable, "-m", "broadsheet.lab.benchmarks.ours", "tokens"]
    rates = {}
    for name, command in (("ours", own), ("transformers", [str(python), str(PEER), "tokens"])):
        with _ended([_start(command, job)]) as [running]:
            rates[name] = float(median(_finish(running)["rates"]))
    return rates


@contextmanager
def _ended(those: list[subprocess.Popen[bytes]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """On leaving, however that comes: they hear no Ctrl-C themselves."""
    try:
        yield those
    finally:
        for each in those:
            with suppress(BrokenPipeError), each:
                each.kill()


def _start(
    command: list[str], job: dict[str, Any], *, threads: int = 1, wait: bool = False
) -> subprocess.Popen[bytes]:
    """With `wait`, more will be handed to it."""
    started = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | ONE_THREAD | {"NPROC": str(threads)},
        process_group=0,
    )
    _hand(started, json.dumps(job).encode() + b"\n", close=not wait)
    return started


def _hand(running: subprocess.Popen[bytes], text: bytes, *, close: bool = True) -> None:
    assert running.stdin is not None
    with suppress(BrokenPipeError):  # it has ended, and its exit status says how
        running.stdin.write(text)
        running.stdin.flush()
    with suppress(BrokenPipeError):
        if close:
            running.stdin.close()


def _finish(running: subprocess.Popen[bytes]) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(_output(running).splitlines()[-1])
    return answers


def _output(running: subprocess.Popen[bytes]) -> bytes:
    assert running.stdout is not None
    output = running.stdout.read()
    if running.wait():
        raise SetupError("a contestant of the benchmark failed", running.args, "see what it printed above")
    return output


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
