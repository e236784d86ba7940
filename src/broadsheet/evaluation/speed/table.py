"""Print the figures as a table, with each peer's time as a multiple of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Figures = dict[str, Any]
MODES = ("words", "vectors", "hybrid")
WIDTH = 36


def lines(found: Figures) -> Iterator[str]:
    asked = found["filter"]
    yield f"embedding {found['embedding']}; the filter is {asked['asked']}, {asked['share']:.1%} of the papers"
    yield from (
        f"{name.replace('_per_s', '')}: {rate:,.0f} papers/s" for name, rate in found["rates"].items()
    )
    for size in found["sizes"]:
        yield from _size(size)


def _size(size: Figures) -> Iterator[str]:
    ours, *peers = size["contestants"]
    yield f"\n{size['papers']:,} papers"
    for name in ("words", "build", "embedding", "build_and_embed"):
        yield f"ours, {name.replace('_', ' ')}: {ours[f'{name}_per_s']:,.0f} papers/s"
    yield from _makings(size["contestants"])
    yield from _ours(ours)
    for mode in MODES:
        yield from _compared(ours, peers, mode)
    yield from (f"left out: {name} ({why})" for name, why in size["left_out"].items())


def _makings(contestants: list[Figures]) -> Iterator[str]:
    heads = ("papers/s", "add, s", "disk MB", "memory MB", "recall@20", "filtered")
    yield f"\n{'':{WIDTH}}" + "".join(f"{head:>12}" for head in heads)
    for each in contestants:
        recall = "".join(
            f"{each['recall'][name]:12.3f}" if name in each["recall"] else f"{'-':>12}"
            for name in ("vectors", "vectors, filtered")
        )
        yield (
            f"{each['name']:{WIDTH}}{each['build_per_s']:12,.0f}{each['visible_s']:12.2f}"
            f"{each['disk_mb']:12,.0f}{each['anonymous_mb']:12,.0f}{recall}"
        )


def _ours(ours: Figures) -> Iterator[str]:
    yield f"\n{'ours, ms':{WIDTH}}" + "".join(f"{head:>10}" for head in ("p50", "p95", "p99", "CPU"))
    for name, row in ours["latency"].items():
        cells = (row[key] for key in ("p50_ms", "p95_ms", "p99_ms", "cpu_ms"))
        yield f"{name:{WIDTH}}" + "".join(f"{cell:10.2f}" for cell in cells)
    bare = ours["latency"]["bare all three"]["p50_ms"]
    yield f"hybrid is {ours['latency']['hybrid']['p50_ms'] / bare:.2f} times the bare three, one after the other"


def _compared(ours: Figures, peers: list[Figures], mode: str) -> Iterator[str]:
    heads = ("p50", "p95", "p99", "filtered", "1 client/s", "2", "8")
    yield f"\n{mode + ', ms (times ours)':{WIDTH}}" + "".join(f"{head:>16}" for head in heads)
    for each in [ours, *(peer for peer in peers if mode in peer["latency"])]:
        cells = [_time(ours, each, mode, key) for key in ("p50_ms", "p95_ms", "p99_ms")]
        cells += [_time(ours, each, f"{mode}, filtered", "p50_ms")]
        cells += [
            f"{rate:,.0f} ({rate / ours['throughput'][mode][clients]:.2f})"
            for clients, rate in each["throughput"][mode].items()
        ]
        yield f"{each['name']:{WIDTH}}" + "".join(f"{cell:>16}" for cell in cells)


def _time(ours: Figures, each: Figures, row: str, key: str) -> str:
    if row not in each["latency"]:
        return "-"
    time_ms, own_ms = each["latency"][row][key], ours["latency"][row][key]
    return f"{time_ms:,.2f} ({time_ms / own_ms:,.1f})"
