"""Store of records: JSON Lines in the home for this instance's runs, compressed in the package for shipped ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import zstandard

from broadsheet import files
from broadsheet.claims.runs.records import Provenance, SeedRecord, line_of, read_line

SHIPPED = Path(__file__).parents[1] / "results"
SUFFIX = ".jsonl.zst"
PICTURES = ".plots.zip"


@dataclass(slots=True)
class Run:
    """The seeds of one provenance; of a seed that ran again, the latest."""

    provenance: Provenance
    seeds: dict[tuple[str, int], SeedRecord] = field(default_factory=dict)
    shipped: bool = False
    written: str = ""
    """Time of the last seed that was added, by the file."""

    @property
    def name(self) -> str:
        return self.provenance.run

    @property
    def seconds(self) -> float:
        return sum(record.seconds for record in self.seeds.values())


def digest(run: Run) -> str:
    """Digest of the run's records."""
    whole = hashlib.sha256(line_of(run.provenance))
    for key in sorted(run.seeds):
        whole.update(line_of(run.seeds[key]))
    return whole.hexdigest()[:32]


def lab_folder(home: Path) -> Path:
    return home / "lab"


def file_of(home: Path, claim: str, budget: str) -> Path:
    return lab_folder(home) / claim / f"{budget}.jsonl"


def append(path: Path, ones: Iterable[Provenance | SeedRecord]) -> None:
    """Append in one write, and flush to the disk: once this has returned, the record survives a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        torn = file.tell() > 0 and not _ends_a_line(path)
        file.write((b"\n" if torn else b"") + b"".join(line_of(one) for one in ones))
        file.flush()
        os.fsync(file.fileno())


def runs_in(path: Path, *, shipped: bool = False) -> list[Run]:
    """The runs of a file, the latest last. A line cut short by a kill is skipped: its seed runs again."""
    runs: dict[str, Run] = {}
    for one in _lines(path):
        if isinstance(one, Provenance):
            run = runs.pop(one.run, None) or Run(one, shipped=shipped)
            runs[one.run] = run
        elif one.run in runs:
            runs[one.run].seeds[one.arm, one.seed] = one
    return list(runs.values())


def shipped_runs() -> dict[str, Run]:
    """The results that came with the package, by claim."""
    return {claim: run for claim in shipped_claims() if (run := shipped_run(claim))}


def shipped_claims() -> list[str]:
    return sorted(path.name.removesuffix(SUFFIX) for path in SHIPPED.glob("*" + SUFFIX))


def shipped_run(claim: str, folder: Path | None = None) -> Run | None:
    path = shipped_file(claim, folder)
    return next(iter(runs_in(path, shipped=True)), None) if path.exists() else None


def shipped_file(claim: str, folder: Path | None = None) -> Path:
    return (folder or SHIPPED) / (claim + SUFFIX)


def pictures_of(claim: str) -> Path:
    """The archive of the plots of its shipped run, which may be missing."""
    return SHIPPED / (claim + PICTURES)


def ship(run: Run, folder: Path | None = None) -> Path:
    """Write a run as package data: its provenance, then its seeds in order."""
    path = shipped_file(run.provenance.claim, folder)
    order = [arm["name"] for arm in run.provenance.declaration["arms"]]
    seeds = sorted(run.seeds.values(), key=lambda record: (order.index(record.arm), record.seed))
    content = line_of(run.provenance) + b"".join(line_of(seed) for seed in seeds)
    files.write_whole(path, zstandard.ZstdCompressor(level=19).compress(content))
    return path


def instance_claims(home: Path) -> list[str]:
    folder = lab_folder(home)
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.exists() else []


def _lines(path: Path) -> Iterator[Provenance | SeedRecord]:
    if not path.exists():
        return
    content = path.read_bytes()
    if path.suffix == ".zst":
        content = zstandard.ZstdDecompressor().decompressobj().decompress(content)
    for line in content.splitlines():
        try:
            yield read_line(line)
        except (orjson.JSONDecodeError, KeyError, TypeError):
            continue


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
