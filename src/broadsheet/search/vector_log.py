"""The vector file's layout.

    vectors/<model>/manifest.json    what is valid: folder, rows, marks, the words of the tags
                    v000001/         vectors.i8   int8 [rows, dimensions]
                                     rows.bin     ROW  [rows]
                                     tags.bin     TAG  [tag_rows]
                                     codes.u8     uint8 [rows, code_bytes]   from many rows on: the first pass
                                     codebook.npz                            what the codes mean (first_pass.py)

All but the last only grow. A paper's last row counts; a row with the DROPPED flag takes it out. The manifest,
replaced by an atomic rename after the files are on disk, says how far they count: what a crash left behind
it is overwritten by the next writer and seen by no reader. Where too many rows are dead, the live ones are
copied to the next folder and the manifest moves over.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from broadsheet.search.places import read_json, write_json

VERSION = 1
ROW = np.dtype([("paper", "<i8"), ("facts", "<u8"), ("day", "<i4"), ("flags", "<u4")])
TAG = np.dtype([("row", "<u4"), ("word", "<u4")])
DROPPED = 1
CODES = "codes.u8"
FILES = ("vectors.i8", "rows.bin", "tags.bin", CODES)


@dataclass(frozen=True)
class Manifest:
    """Papers up to (revision, paper) and embeddings up to `embedding` are in the file."""

    dimensions: int
    folder: str = "v000001"
    rows: int = 0
    tag_rows: int = 0
    live: int = 0
    revision: int = 0
    paper: int = 0
    embedding: int = 0
    words: tuple[str, ...] = ()
    code_bytes: int = 0
    """Of a row in the first pass; 0 where there is none."""
    coded_for: int = 0
    """Papers in the file when the codes were chosen."""
    version: int = VERSION

    def sizes(self) -> tuple[int, int, int, int]:
        """Bytes of each of FILES that count."""
        return (
            self.rows * self.dimensions,
            self.rows * ROW.itemsize,
            self.tag_rows * TAG.itemsize,
            self.rows * self.code_bytes,
        )


def read_manifest(home: Path) -> Manifest | None:
    raw = read_json(home / "manifest.json")
    if raw is None or raw.get("version") != VERSION:
        return None
    known = {each.name: raw[each.name] for each in fields(Manifest) if each.name in raw}
    return Manifest(**{**known, "words": tuple(raw["words"])})


def write_manifest(home: Path, manifest: Manifest) -> None:
    write_json(home / "manifest.json", asdict(manifest))
