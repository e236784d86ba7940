"""How well the rule of "What was tested nearby" tells near claims from others, by its threshold.

    python benchmarks/bench_nearby.py FOLDER [--model minilm] [--others FILE...]

FOLDER has the saved pages of the ledger's lists (`daily-papers-*.txt`), whose abstracts are not part of the package.
Every paper of the ledger is asked for tested claims about other papers: those of the paper's own family count as near.
That is a lower bound, since families overlap; how many papers have any near claim says what it would cost readers. The
claim about the paper itself must always be found. OTHERS are papers of any file format, such as a day of a source.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.process import set_up_django

THRESHOLDS = (0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.35)
Floats = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="minilm")
    parser.add_argument("--others", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    set_up_django()
    from broadsheet.claims.nearby import BACKGROUND_STEP
    from broadsheet.claims.rows import built_in_rows
    from broadsheet.claims.runs import store
    from broadsheet.search.embedding.model import paper_text, unit_rows
    from broadsheet.search.embedding.registry import model_named

    rows, abstracts = (
        built_in_rows(),
        {_key(t): text for t, text in _papers(sorted(given.folder.glob("*.txt")))},
    )
    known = [row for row in rows.values() if _key(row["title"]) in abstracts]
    tested = [row for row in rows.values() if row["id"] in store.shipped_claims()]
    model = model_named(given.model, 2)

    def embedded(texts: list[tuple[str, str]]) -> Floats:
        return unit_rows(model.embed_texts([paper_text(*each) for each in texts]))

    claims = embedded([(row["title"], row["claim"] or "") for row in tested])
    background = embedded([(row["title"], row["claim"] or "") for row in [*rows.values()][::BACKGROUND_STEP]])
    means = claims @ background.mean(axis=0)
    papers = embedded([(row["title"], abstracts[_key(row["title"])]) for row in known])
    others = embedded(list(_papers(given.others))) if given.others else None
    own = np.array([[paper["id"] == claim["id"] for claim in tested] for paper in known])
    family = np.array([[paper["family"] == claim["family"] for claim in tested] for paper in known])
    above = papers @ claims.T - means
    print(f"{len(known)} papers, {len(tested)} tested claims, {given.model}")
    print(
        "threshold  near  of its family  papers with any  own claim found"
        + "  others with any" * (others is not None)
    )
    for threshold in THRESHOLDS:
        near = (above >= threshold) & ~own
        line = f"{threshold:9.2f}  {near.sum():4d}  {family[near].mean():13.2f}  {near.any(1).mean():15.3f}"
        line += f"  {(above[own] >= threshold).mean():15.2f}"
        if others is not None:
            line += f"  {(others @ claims.T - means >= threshold).any(1).mean():15.3f}"
        print(line)


def _papers(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """(title, abstract)"""
    from broadsheet.harvest.reading import open_file
    from broadsheet.harvest.registry import find_format
    from broadsheet.papers.record import Record

    for path in paths:
        with open_file(path) as opened:
            for record in find_format(opened.head, path.name).read(opened.stream, path.name):
                if isinstance(record, Record):
                    yield record.title, record.abstract or record.summary


def _key(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))


if __name__ == "__main__":
    main()
