"""Measure one peer in a process of its own: `python -m broadsheet.evaluation.speed.peers.contest NAME FOLDER PAPERS`.

Prints JSON. Exit code 3: its library is not installed, and which.
"""

from __future__ import annotations

import importlib
import json
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from broadsheet.evaluation.speed import figures, material
from broadsheet.evaluation.speed.material import TOP, Material
from broadsheet.evaluation.speed.peers import PEERS
from broadsheet.evaluation.speed.peers.peer import Peer, hybrid

MISSING = 3
FEW = 25
"""Queries that a throughput is measured with."""


def main() -> None:
    name, folder, papers = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    try:
        peer: Peer = getattr(importlib.import_module(f"{__package__}.{name}"), PEERS[name])()
    except ModuleNotFoundError as error:
        print(error.name)
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(measured(peer, material.read(folder, papers), Path(place))))


def measured(peer: Peer, given: Material, place: Path) -> dict[str, Any]:
    texts, vectors, mask = given.first()
    start = time.perf_counter()
    peer.build(texts, vectors, mask, place)
    build_s = time.perf_counter() - start
    found: dict[str, Any] = {"name": peer.name, "papers": len(texts), "build_per_s": len(texts) / build_s}
    found |= _answers(peer, given)
    found |= {"disk_mb": figures.disk_mb(place), "anonymous_mb": figures.anonymous_mb()}
    start = time.perf_counter()
    peer.add(*given.added())
    return found | {"added": len(given.added()[0]), "visible_s": time.perf_counter() - start}


def _answers(peer: Peer, given: Material) -> dict[str, Any]:
    pairs = list(zip(given.queries, given.query_vectors, strict=True))
    latency, throughput, recall = {}, {}, {}
    for filtered in (False, True) if peer.has_filter else (False,):
        of = ", filtered" if filtered else ""
        ask = {
            "words": lambda pair, filtered=filtered: peer.lexical(pair[0], TOP, filtered),
            "vectors": lambda pair, filtered=filtered: peer.vectors(pair[1], TOP, filtered),
            "hybrid": lambda pair, filtered=filtered: hybrid(peer, pair[0], pair[1], TOP, filtered),
        }
        for mode in _modes(peer):
            latency[mode + of] = asdict(figures.latency(ask[mode], pairs))
            if not filtered:
                per_s = partial(figures.throughput, ask[mode], pairs[:FEW])
                throughput[mode] = {clients: per_s(clients) for clients in figures.CLIENTS}
        if peer.has_vectors:
            best = material.exact(
                given.vectors[: given.papers],
                given.query_vectors,
                given.mask[: given.papers] if filtered else None,
            )
            recall["vectors" + of] = material.recall([list(ask["vectors"](pair)) for pair in pairs], best)
    return {"latency": latency, "throughput": throughput, "recall": recall}


def _modes(peer: Peer) -> list[str]:
    words = ["words"] if peer.has_lexical else []
    vectors = ["vectors"] if peer.has_vectors else []
    return [*words, *vectors, *(["hybrid"] if words and vectors else [])]


if __name__ == "__main__":
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(128 + number)
    )  # so that it clears its folder
    main()
