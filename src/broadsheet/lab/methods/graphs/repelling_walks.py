"""Ensembles of walkers on a graph that leave a node they share along distinct edges.

Paper: Reid, Berger, Choromanski, Weller (2024), Repelling Random Walks (arXiv 2310.04854). Walkers of one
ensemble at the same node are split into blocks of the node's degree; inside a block no edge is taken twice,
and each walker by itself still leaves uniformly, so estimators stay unbiased. PageRank is estimated by where
walkers halt; the kernel (I - U)^(-2) by graph random features with a constant modulation.

Equations checked against the authors' code (repository isaac-reid/repelling_random_walks).
1. Inside a block edges are drawn systematically (equal spacing from one uniform offset), as in that code,
   where the text speaks of drawing without replacement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.lab.shared.graphs.graph import Graph, Matrix, normalised

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ensembles:
    """`walkers` from every node, `repeats` times over; those from one node in one repeat are an ensemble."""

    walkers: int
    repeats: int
    halt: float
    repelling: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The walkers still on their way: who they are, where they stand, and who halts here."""

    walker: Indices
    node: Indices
    halts: NDArray[np.bool_]


def walk(graph: Graph, ensembles: Ensembles, rng: np.random.Generator) -> Iterator[Step]:
    """Step after step until all have halted. Walker w is of ensemble w // walkers, which began at node
    (w // walkers) % nodes."""
    walker = np.arange(ensembles.repeats * graph.nodes * ensembles.walkers)
    node = (walker // ensembles.walkers) % graph.nodes
    while len(walker):
        halts = rng.random(len(walker)) < ensembles.halt
        yield Step(walker, node, halts)
        walker, node = walker[~halts], node[~halts]
        if ensembles.repelling:
            node = _apart(graph, walker // ensembles.walkers, node, rng)
        else:
            node = _edge(graph, node, (rng.random(len(node)) * graph.degree[node]).astype(np.int64))


def _apart(graph: Graph, ensemble: Indices, node: Indices, rng: np.random.Generator) -> Indices:
    company, together, size = np.unique(
        ensemble * graph.nodes + node, return_inverse=True, return_counts=True
    )
    order = np.argsort(together, kind="stable")
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order)) - first[together[order]]
    degree = graph.degree[node]
    block, seat = rank // degree, rank % degree
    in_block = np.minimum(degree, size[together] - block * degree)
    blocks = int(block.max()) + 1 if len(block) else 0
    offset = rng.random((len(company), blocks))[together, block]
    edge = (((seat / in_block + offset) % 1.0) * degree).astype(np.int64)
    return _edge(graph, node, np.minimum(edge, degree - 1))


def _edge(graph: Graph, node: Indices, edge: Indices) -> Indices:
    return np.asarray(graph.neighbours[graph.start[node] + edge])


def pagerank_estimates(graph: Graph, ensembles: Ensembles, rng: np.random.Generator) -> Matrix:
    """One estimate a repeat, (repeats, nodes): the share of its walkers that halt at each node."""
    counts = np.zeros(ensembles.repeats * graph.nodes)
    a_repeat = graph.nodes * ensembles.walkers
    for step in walk(graph, ensembles, rng):
        repeat = step.walker[step.halts] // a_repeat
        counts += np.bincount(repeat * graph.nodes + step.node[step.halts], minlength=len(counts))
    return counts.reshape(ensembles.repeats, graph.nodes) / a_repeat


def kernel_estimates(graph: Graph, scale: float, ensembles: Ensembles, rng: np.random.Generator) -> Matrix:
    """Estimates of (I - U)^(-2), (repeats, nodes, nodes): products of random features, one row a node.

    The diagonal multiplies a feature with itself and is biased; leave it out of comparisons.
    """
    weights = normalised(graph, scale)
    shape = (ensembles.repeats, graph.nodes, graph.nodes)
    features = np.zeros(int(np.prod(shape)))
    load = np.ones(ensembles.repeats * graph.nodes * ensembles.walkers)
    before: Step | None = None
    for step in walk(graph, ensembles, rng):
        if before is not None:
            came = before.node[~before.halts]
            load[step.walker] *= weights[came, step.node] * graph.degree[came] / (1 - ensembles.halt)
        place = (step.walker // ensembles.walkers) * graph.nodes + step.node
        features += np.bincount(place, weights=load[step.walker], minlength=len(features))
        before = step
    table = features.reshape(shape) / ensembles.walkers
    return np.asarray(table @ table.transpose(0, 2, 1))
