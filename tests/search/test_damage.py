"""Every file of the index is damaged, in every way, and search answers as before without a restart.

The files are those that lie in the folder: a new kind is damaged too, or named as one that does not matter.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
from tests.search.papers import add_paper, revise
from tests.search.searching import search

from broadsheet.doctor import index as index_check
from broadsheet.doctor.finding import Health
from broadsheet.doctor.machine import Machine
from broadsheet.search import indexing, views
from broadsheet.search.completion import reader as completion_reader
from broadsheet.search.completion.completing import complete
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.engine.files import Damaged, index_home
from broadsheet.search.engine.inspection import Inspection
from broadsheet.search.facade import similar
from broadsheet.search.index import segments
from broadsheet.search.vectors import product_quantisation

pytestmark = pytest.mark.django_db(transaction=True)

TOPICS = ("graph networks", "sparse attention", "protein folding", "causal inference", "robot grasping")
KINDS = 25
"""Of files, at least: 7 of each index of words, 3 that hold one together, 6 of the vectors, locks and notes."""
WITHOUT_MEANING = re.compile(r"\.lock$|/checked\.json$")
"""Whose content nobody reads, or whose loss costs a reading of the index."""
Damage = Callable[[Path], None]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zero(path: Path) -> None:
    overwrite(path, bytes(path.stat().st_size))


def garble(path: Path) -> None:
    overwrite(path, os.urandom(path.stat().st_size))


def flip(path: Path) -> None:
    """A single bit, in the middle."""
    content = bytearray(path.read_bytes())
    if content:
        content[len(content) // 2] ^= 0x10
    overwrite(path, bytes(content))


def overwrite(path: Path, content: bytes) -> None:
    """In place, as a disk does it: what is mapped into memory changes."""
    with path.open("r+b") as file:
        file.write(content)


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Enough for every kind of file: product quantisation, and documents that were deleted again."""
    monkeypatch.setattr(product_quantisation, "WORTHWHILE", 1)
    logging.getLogger("faiss").setLevel(logging.ERROR)
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "static")
    first = [
        add_paper(
            f"{topic.capitalize()} in case {number}",
            f"We study {topic} with method {number}.",
            authors=(f"Ada Number{number}",),
            fields=("cs.LG" if number % 2 else "cs.CL",),
            published=date(2026, 3, 1) + timedelta(days=8 * place + number),
        )
        for place, topic in enumerate(TOPICS)
        for number in range(8)
    ]
    embed_pending()
    indexing.catch_up()
    revise(first[0], title="Graph networks once more")
    revise(first[9], has_code=True)
    indexing.catch_up()
    worker_turn()
    yield
    views._engine.cache_clear()
    completion_reader.reader.cache_clear()


def answers() -> dict[str, object]:
    return {
        "words": [hit.paper_id for hit in search("sparse attention", mode="lexical").hits],
        "meaning": [hit.paper_id for hit in search("molecules of life", mode="semantic").hits],
        "both": [hit.paper_id for hit in search("grasping objects").hits],
        "phrase": [hit.paper_id for hit in search('"causal inference" case').hits],
        "author": [hit.paper_id for hit in search('author:"Ada Number3"').hits],
        "field": [hit.paper_id for hit in search("attention field:cs.CL after:2026-01-01").hits],
        "code": [hit.paper_id for hit in search("has:code").hits],
        "date": [hit.paper_id for hit in search("graph", sort="date").hits],
        "facets": search("graph").facets,
        "title": [hit.exact for hit in search("Sparse attention in case 3").hits[:1]],
        "similar": [hit.paper_id for hit in similar(3)],
        "completed": [each.label for each in complete("protein fold")],
        "suggested": search("graph netwroks").suggestion,
    }


def worker_turn() -> None:
    """What the worker's sweeps do, once round."""
    inspection = Inspection(indexing.stored)
    inspection.turn()
    inspection.turn()
    indexing.catch_up()


def kind(path: Path) -> str:
    """Of segments and folders the same for all numbers."""
    name = path.relative_to(index_home()).as_posix()
    return re.sub(r"[0-9a-f]{32}(\.\d+)?|(?<=/[wv])\d{6}", "*", name)


def files() -> dict[str, Path]:
    return {kind(path): path for path in sorted(index_home().rglob("*")) if path.is_file()}


def undamaged_kinds() -> Iterator[tuple[str, Path]]:
    """Each kind once; what was healed has new names."""
    done: set[str] = set()
    while left := files().keys() - done:
        name = min(left)
        done.add(name)
        yield name, files()[name]
    assert len(done) >= KINDS, done


def doctor_says() -> Health:
    return index_check.index(Machine(index_home().parent)).health


@pytest.mark.parametrize("damage", [cut, zero, garble, Path.unlink])
def test_search_is_right_again_after_any_file_was_damaged(damage: Damage) -> None:
    before = answers()
    for name, path in undamaged_kinds():
        damage(path)
        meanwhile = answers()
        assert meanwhile["words"] == before["words"], name
        assert meanwhile["both"], name
        if not WITHOUT_MEANING.search(name):
            assert doctor_says() is not Health.GOOD, name
        worker_turn()
        assert answers() == before, name
        assert doctor_says() is Health.GOOD, name
        assert (indexing.verify(), indexing.damage()) == ([], []), name


@pytest.mark.parametrize("damage", [cut, flip])
def test_process_that_starts_on_a_damaged_index_answers_too(damage: Damage) -> None:
    before = answers()
    for name, path in undamaged_kinds():
        views._engine.cache_clear()
        completion_reader.reader.cache_clear()
        damage(path)
        assert answers()["words"] == before["words"], name
        worker_turn()
        assert answers() == before, name


def test_bit_that_a_disk_turned_is_found_by_the_worker() -> None:
    """Neither size nor time of the file tell."""
    before = answers()
    for name, path in undamaged_kinds():
        if WITHOUT_MEANING.search(name):
            continue
        found = path.stat()
        flip(path)
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
        flipped = path.read_bytes()
        worker_turn()
        assert not path.exists() or path.read_bytes() != flipped, name
        assert answers() == before, name
        assert indexing.damage() == [], name


def test_bit_of_any_name_in_the_list_of_files_is_found() -> None:
    """Whichever stands in the middle: their order differs from run to run."""
    for managed in index_home().rglob(segments.MANAGED):
        whole = managed.read_bytes()
        for name in orjson.loads(whole):
            overwrite(
                managed, whole.replace(name.encode(), bytes([name.encode()[0] ^ 1]) + name.encode()[1:])
            )
            with pytest.raises(Damaged, match=segments.MANAGED):
                segments.prove_frame(managed.parent.parent, managed.parent)
        overwrite(managed, whole)
        segments.prove_frame(managed.parent.parent, managed.parent)


@pytest.mark.parametrize("damage", [cut, zero, garble, Path.unlink])
def test_rebuild_works_from_any_state_of_the_folder(damage: Damage) -> None:
    before = answers()
    for name in list(files()):
        damage(files()[name])
    indexing.rebuild()
    assert answers() == before
    assert (indexing.verify(), indexing.damage()) == ([], [])


def test_rebuild_works_where_files_are_folders_and_folders_files() -> None:
    before = answers()
    for name in ("words/current.json", "write.lock"):
        (index_home() / name).unlink()
        (index_home() / name / "inside").mkdir(parents=True)
    for path in [
        *index_home().glob("vectors/*/manifest.json"),
        *index_home().glob("completion*/current.json"),
    ]:
        path.unlink()
        path.mkdir()
    (index_home() / "words" / "w000009").write_text("a file")
    indexing.rebuild()
    assert answers() == before
    assert (indexing.verify(), indexing.damage()) == ([], [])


def test_damaged_product_quantisation_costs_no_meaning() -> None:
    before = answers()
    garble(files()[next(name for name in files() if name.endswith("codes.u8"))])
    assert answers() == before


def test_file_that_was_only_touched_goes_on_to_serve() -> None:
    before, present = answers(), files()
    for path in present.values():
        path.touch()
    assert answers() == before
    worker_turn()
    assert files() == present


def test_embeddings_being_computed_are_no_damage() -> None:
    for number in range(3):
        add_paper(f"Quantum optics, part {number}")
    embed_pending()
    assert indexing.damage() == []
    assert doctor_says() is Health.NOTE
    indexing.catch_up()
    assert doctor_says() is Health.GOOD
