"""Repelling walks: marginals stay uniform, edges are not shared, estimates are of the exact quantities."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from broadsheet.lab.methods.graphs.repelling_walks import (
    Ensembles,
    kernel_estimates,
    pagerank_estimates,
    walk,
)
from broadsheet.lab.shared.graphs import graph as graphs


def star(leaves: int) -> graphs.Graph:
    adjacency = np.zeros((leaves + 1, leaves + 1))
    adjacency[0, 1:] = adjacency[1:, 0] = 1
    return graphs.Graph.of(adjacency)


def first_moves(graph: graphs.Graph, walkers: int, repeats: int, seed: int) -> np.ndarray:
    """Where the walkers that began at node 0 stand after one step, (repeats, walkers)."""
    ensembles = Ensembles(walkers, repeats, halt=0.0, repelling=True)
    steps = walk(graph, ensembles, np.random.default_rng(seed))
    _, moved = next(steps), next(steps)
    return moved.node.reshape(repeats, graph.nodes, walkers)[:, 0]


@pytest.mark.parametrize("walkers", [2, 3, 5])
def test_walkers_at_one_node_leave_along_distinct_edges(walkers: int) -> None:
    for moved in first_moves(star(5), walkers, 200, seed=1):
        assert len(set(moved)) == walkers


def test_more_walkers_than_edges_fill_every_edge_before_sharing_one() -> None:
    for moved in first_moves(star(3), 7, 200, seed=2):
        assert sorted(np.bincount(moved, minlength=4)[1:]) == [2, 2, 3]


def test_each_walker_alone_leaves_uniformly() -> None:
    moved = first_moves(star(4), 3, 20_000, seed=3)
    for walker in range(3):
        share = np.bincount(moved[:, walker], minlength=5)[1:] / 20_000
        assert share == pytest.approx([0.25] * 4, abs=0.015)


def test_a_lone_walker_and_independent_walkers_end_where_pagerank_says() -> None:
    graph = graphs.preferential_attachment(20, 2, np.random.default_rng(4))
    exact = graphs.pagerank(graph, 0.2)
    for walkers, repelling in ((1, True), (4, False), (4, True)):
        ensembles = Ensembles(walkers, 4000, 0.2, repelling)
        found = pagerank_estimates(graph, ensembles, np.random.default_rng(5)).mean(axis=0)
        assert found == pytest.approx(exact, abs=0.005)


def test_kernel_estimates_average_to_the_kernel_off_the_diagonal() -> None:
    graph = graphs.grid(3)
    exact = graphs.regularised_laplacian(graph, 0.5)
    found = kernel_estimates(graph, 0.5, Ensembles(8, 4000, 0.2, True), np.random.default_rng(6)).mean(axis=0)
    off = ~np.eye(9, dtype=bool)
    assert found[off] == pytest.approx(exact[off], abs=0.02)


def test_features_equal_those_summed_walker_by_walker() -> None:
    graph, ensembles = graphs.grid(3), Ensembles(3, 1, 0.3, True)
    paths: dict[int, list[int]] = {}
    for step in walk(graph, ensembles, np.random.default_rng(7)):
        for walker, node in zip(step.walker, step.node, strict=True):
            paths.setdefault(int(walker), []).append(int(node))
    weights = graphs.normalised(graph, 0.5)
    features = np.zeros((9, 9))
    for walker, path in paths.items():
        load = 1.0
        features[walker // 3, path[0]] += load / 3
        for a, b in pairwise(path):
            load *= weights[a, b] / ((1 - 0.3) / graph.degree[a])
            features[walker // 3, b] += load / 3
    found = kernel_estimates(graph, 0.5, ensembles, np.random.default_rng(7))[0]
    assert found == pytest.approx(features @ features.T)


def test_regularised_laplacian_is_its_power_series() -> None:
    graph = graphs.grid(3)
    step, power, series = graphs.normalised(graph, 0.5), np.eye(9), np.zeros((9, 9))
    for n in range(80):
        series += (n + 1) * power
        power = power @ step
    assert graphs.regularised_laplacian(graph, 0.5) == pytest.approx(series)


def test_a_graph_with_a_lonely_node_is_refused() -> None:
    with pytest.raises(ValueError, match="neighbour"):
        graphs.Graph.of(np.zeros((2, 2)))
