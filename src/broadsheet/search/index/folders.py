"""Folders of a tantivy index on disk: `current.json` names the one in use, so that a rebuild is swapped in at once."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from tantivy import Index, Searcher

from broadsheet.search.engine import checksums
from broadsheet.search.engine.files import Damaged, make_usable, read_json, stamp, write_json
from broadsheet.search.engine.following_reader import FollowingReader, View
from broadsheet.search.engine.mapped_files import Watch
from broadsheet.search.index.segments import (
    META,
    mark_verified,
    prove,
    prove_changed,
    prove_meta,
    segment_files,
)

logger = logging.getLogger("broadsheet.search")

CURRENT = "current.json"


def current_folder(home: Path) -> Path | None:
    """The folder in use, of whatever schema; None before the first, and where a kill left it empty."""
    named = _named(home)
    if not named:
        return None
    folder = home / named[0]
    if (folder / META).exists():
        return folder
    if any(folder.glob("*.idx")):
        raise Damaged(f"{META} is missing")
    return None


def current_version(home: Path) -> int | None:
    """Of the schema that the folder in use was made with."""
    named = _named(home)
    return named[1] if named else None


def _named(home: Path) -> tuple[str, int] | None:
    content = read_json(home / CURRENT)
    try:
        return (str(content["folder"]), int(content["version"])) if content else None
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{CURRENT} cannot be read") from error


def folder_to_follow(home: Path) -> Path | None:
    """The folder in use, after verifying every file that changed since it was recorded as verified; None where it is
    damaged or no longer named."""
    try:
        if folder := current_folder(home):
            prove_changed(home, folder)
            return folder
    except Damaged as error:
        logger.warning("%s is damaged (%s); it is made anew from the database.", home.name, error)
    return None


def holds_remains(home: Path) -> bool:
    """Whether there was an index, though none may be usable."""
    return any(home.glob("w*"))


def make_folder(home: Path) -> Path:
    """A new, empty folder, not in use yet."""
    make_usable(home)
    used = [int(path.name[1:]) for path in home.glob("w*") if path.name[1:].isdigit()]
    folder = home / f"w{max(used, default=0) + 1:06}"
    folder.mkdir(parents=True)
    return folder


def use_folder(home: Path, folder: Path, version: int) -> None:
    """Swap to a folder made with this version of the schema: readers that have the old one open keep reading it
    until they look again."""
    if (folder / META).exists():
        mark_verified(home, folder)
    write_json(home / CURRENT, {"version": version, "folder": folder.name})
    clean(home, folder)


def clean(home: Path, folder: Path) -> None:
    """Take away what is not in use: former indexes, and those of rebuilds that were killed."""
    for path in home.glob("w*"):
        if path.is_file():
            path.unlink()
        elif path != folder:
            shutil.rmtree(path, ignore_errors=True)


class IndexReader(FollowingReader[View]):
    """Follows the index of a home.

    An index with a damaged file gives none. Files that are not recorded as verified are verified when the process opens
    them; of later commits, which it saw, only files that change afterwards.
    """

    name = "index"

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._folder: Path | None = None
        self._index: Index | None = None
        self._doubted: object = None

    def condemn(self, damage: str) -> None:
        """Have it made anew for damage that does not keep it from being read."""
        self._damage = damage

    def _opened(self, folder: Path) -> Index:
        raise NotImplementedError

    def _viewed(self, searcher: Searcher) -> View:
        raise NotImplementedError

    def _seen(self) -> object:
        meta = stamp(self._folder / META) if self._folder else None
        return (stamp(self._home / CURRENT), meta)

    def _refresh(self) -> None:
        while not self._is_current():
            try:
                folder = current_folder(self._home)
            except Damaged as error:
                self._forget(str(error))
                continue
            except OSError as error:
                self._refuse(error)
                return
            if folder is None:
                self._forget("")
                continue
            before, seen = self._folder, (stamp(self._home / CURRENT), stamp(folder / META))
            try:
                self._open(folder)
            except (Damaged, ValueError, FileNotFoundError) as error:
                if (stamp(self._home / CURRENT), stamp(folder / META)) != seen:
                    self._folder = before
                    continue  # a writer went on between the look and the opening
                self._forget(str(error), folder)
            except OSError as error:
                self._refuse(error)
                return
            self._stamps = seen

    def _open(self, folder: Path) -> None:
        watch = Watch(segment_files(folder))
        self._prove(folder, watch)
        if self._index is None or folder != self._folder:
            self._index = self._opened(folder)
        self._index.reload()
        self._view = self._viewed(self._index.searcher())
        self._folder, self._watch, self._damage, self.refusal = folder, watch, "", ""

    def _prove(self, folder: Path, watch: Watch) -> None:
        known = self._watch.stamps if self._watch and folder == self._folder else None
        verified = checksums.read_verified(self._home)
        prove_meta(self._home, folder, verified)
        if known is not None and all(known.get(path, now) == now for path, now in watch.stamps.items()):
            return
        prove(
            path
            for path, now in watch.stamps.items()
            if not checksums.is_verified(self._home, path, now, verified)
        )
        self._index = None  # what it has mapped may be what was changed

    def doubt(self, error: Damaged) -> None:
        """After an answer failed: prove every file of this state once, whatever was noted of it."""
        with self._lock:
            if self._folder is None or self._doubted == self._stamps:
                return
            self._doubted = self._stamps
            logger.warning("The %s did not answer (%s); its files are read through.", self.name, error)
            try:
                prove(segment_files(self._folder))
            except Damaged as damage:
                self._forget(str(damage), self._folder)

    def _forget(self, damage: str, folder: Path | None = None) -> None:
        self._folder, self._index = folder, None
        super()._forget(damage)
        self._stamps = self._seen()
