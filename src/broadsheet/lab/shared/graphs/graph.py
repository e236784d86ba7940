"""Small undirected graphs as compressed adjacency, three ways to draw them, and exact quantities of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Graph:
    """The neighbours of node v are `neighbours[start[v] : start[v] + degree[v]]`."""

    adjacency: Matrix
    start: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    degree: NDArray[np.int64]

    @classmethod
    def of(cls, adjacency: Matrix) -> Graph:
        degree = adjacency.sum(axis=1).astype(np.int64)
        if not degree.all():
            raise ValueError("every node needs a neighbour")
        start = np.concatenate(([0], np.cumsum(degree)[:-1]))
        return cls(adjacency, start, np.nonzero(adjacency)[1].astype(np.int64), degree)

    @property
    def nodes(self) -> int:
        return len(self.degree)


def erdos_renyi(nodes: int, mean_degree: float, rng: np.random.Generator) -> Graph:
    """Every edge with the same probability; drawn again until no node is alone."""
    while True:
        upper = np.triu(rng.random((nodes, nodes)) < mean_degree / (nodes - 1), 1).astype(np.float64)
        adjacency = upper + upper.T
        if adjacency.any(axis=1).all():
            return Graph.of(adjacency)


def grid(side: int) -> Graph:
    place = np.arange(side * side).reshape(side, side)
    adjacency = np.zeros((side * side, side * side))
    for a, b in ((place[:, :-1], place[:, 1:]), (place[:-1], place[1:])):
        adjacency[a.ravel(), b.ravel()] = adjacency[b.ravel(), a.ravel()] = 1
    return Graph.of(adjacency)


def preferential_attachment(nodes: int, edges: int, rng: np.random.Generator) -> Graph:
    """Barabasi and Albert: each new node joins `edges` distinct older ones in proportion to their degrees."""
    adjacency = np.zeros((nodes, nodes))
    adjacency[: edges + 1, : edges + 1] = 1 - np.eye(edges + 1)
    for new in range(edges + 1, nodes):
        weight = adjacency[:new, :new].sum(axis=1)
        old = rng.choice(new, size=edges, replace=False, p=weight / weight.sum())
        adjacency[new, old] = adjacency[old, new] = 1
    return Graph.of(adjacency)


def pagerank(graph: Graph, halt: float) -> NDArray[np.float64]:
    """Where a walker ends that starts anywhere and halts with this probability before each step."""
    transition = graph.adjacency / graph.degree[:, None]
    uniform = np.full(graph.nodes, 1 / graph.nodes)
    return np.asarray(halt * np.linalg.solve(np.eye(graph.nodes) - (1 - halt) * transition.T, uniform))


def normalised(graph: Graph, scale: float) -> Matrix:
    """scale * D^(-1/2) A D^(-1/2)."""
    root = np.sqrt(graph.degree.astype(np.float64))
    return np.asarray(scale * graph.adjacency / np.outer(root, root))


def regularised_laplacian(graph: Graph, scale: float) -> Matrix:
    """The 2-regularised Laplacian kernel (I - U)^(-2) of U = `normalised(graph, scale)`."""
    inverse = np.linalg.inv(np.eye(graph.nodes) - normalised(graph, scale))
    return np.asarray(inverse @ inverse)
