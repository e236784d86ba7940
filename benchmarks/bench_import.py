"""Import of a corpus into database and lexical index together, against the bare parsing of the same files.

    python benchmarks/bench_import.py [--data FOLDER] [--papers N] [--runs N]

Prints papers a second (median of the runs), the share of the bare parsing speed, peak memory of all processes
together (proportional set size, so shared pages count once) and bytes on disk.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson
import psutil
import zstandard

CORPORA = Path(__file__).parents[2] / "shared" / "data" / "corpora"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=CORPORA, help="folder of .jsonl.zst files")
    parser.add_argument("--papers", type=int, default=None, help="first N papers of the files; default all")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = chosen_files(options.data, options.papers, Path(folder))
        parsing = statistics.median(_parse(files) for _ in range(options.runs))
        runs = [_import(files) for _ in range(options.runs)]
    imported = statistics.median(run["papers_per_s"] for run in runs)
    print(f"{'':28}{'papers/s':>12}")
    print(f"{'bare parsing (orjson)':28}{parsing:12,.0f}")
    print(f"{'import, indexed':28}{imported:12,.0f}   {imported / parsing:.1%} of bare parsing")
    print(f"papers {runs[-1]['papers']:,}; peak memory {max(r['peak_mb'] for r in runs):,.0f} MB; ", end="")
    print(f"on disk {runs[-1]['disk_mb']:,.0f} MB; runs {options.runs}")


def chosen_files(data: Path, papers: int | None, folder: Path) -> list[Path]:
    files = sorted(data.glob("*.jsonl.zst"))
    if not files:
        sys.exit(f"No .jsonl.zst file in {data}: name their folder with --data")
    if papers is None:
        return files
    chosen = folder / "papers.jsonl.zst"
    lines = (line for file in files for line in _lines(file))
    with chosen.open("wb") as out, zstandard.ZstdCompressor().stream_writer(out) as packed:
        packed.write(b"".join(islice(lines, papers)))
    return [chosen]


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as packed:
        yield from io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(packed), 1 << 20)


def _parse(files: list[Path]) -> float:
    start, count = time.perf_counter(), 0
    for file in files:
        for line in _lines(file):
            orjson.loads(line)
            count += 1
    return count / (time.perf_counter() - start)


def _import(files: list[Path]) -> dict[str, float]:
    home = Path(tempfile.mkdtemp())
    broadsheet = [sys.executable, "-m", "broadsheet", "--home", str(home)]
    try:
        start = time.perf_counter()
        command = [*broadsheet, "import", "--json", *map(str, files)]
        process = psutil.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _memory_mb(process))
            time.sleep(0.25)
        seconds = time.perf_counter() - start
        counts = json.load(process.stdout)
        disk = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    finally:
        shutil.rmtree(home)
    read = counts["read"]
    return {"papers": read, "papers_per_s": read / seconds, "peak_mb": peak, "disk_mb": disk / 1e6}


def _memory_mb(process: psutil.Process) -> float:
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.NoSuchProcess:
        pass
    return total / 1e6


if __name__ == "__main__":
    main()
