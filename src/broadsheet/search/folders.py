"""Folders of an index on disk: `current.json` names the one in use, so that a rebuild swaps in at once."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Generic, TypeVar

from tantivy import Index, Searcher

from broadsheet.search.places import read_json, stamp, write_json

View = TypeVar("View")


def current_folder(home: Path) -> Path | None:
    """The folder in use, of whatever schema; None before the first, and where a kill left it empty."""
    named = read_json(home / "current.json")
    if not named:
        return None
    folder = home / str(named["folder"])
    return folder if (folder / "meta.json").exists() else None


def current_version(home: Path) -> int | None:
    """Of the schema that the folder in use was made with."""
    named = read_json(home / "current.json")
    return int(named["version"]) if named else None


def make_folder(home: Path) -> Path:
    """A fresh, empty folder, not in use yet; what a killed rebuild left under its name goes."""
    used = [int(path.name[1:]) for path in home.glob("w*") if path.name[1:].isdigit()]
    folder = home / f"w{max(used, default=0) + 1:06}"
    folder.mkdir(parents=True)
    return folder


def use_folder(home: Path, folder: Path, version: int) -> None:
    """Swap to a folder made with this version of the schema: readers that have the old one open keep reading it
    until they look again."""
    write_json(home / "current.json", {"version": version, "folder": folder.name})
    clean(home, folder)


def clean(home: Path, folder: Path) -> None:
    """Take away what is not in use: former indexes, and those of rebuilds that were killed."""
    for path in home.glob("w*"):
        if path != folder:
            shutil.rmtree(path, ignore_errors=True)


class IndexReader(Generic[View]):
    """Follows the index of a home as it is written; shared by threads. What is read is an unchanging view."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._stamps: object = None
        self._index: Index | None = None
        self._view: View | None = None

    def view(self) -> View | None:
        """The newest committed state; None where nothing was indexed yet."""
        if self._seen() != self._stamps:
            with self._lock:
                self._refresh()
        return self._view

    def _opened(self, folder: Path) -> Index:
        raise NotImplementedError

    def _viewed(self, searcher: Searcher) -> View:
        raise NotImplementedError

    def _unreadable(self, error: Exception) -> None:
        """Says so, or raises it; an index that cannot be read counts as none."""
        raise error

    def _seen(self) -> object:
        meta = stamp(self._folder / "meta.json") if self._folder else None
        return (stamp(self._home / "current.json"), meta)

    def _refresh(self) -> None:
        folder = current_folder(self._home)
        if folder is None:
            self._folder = self._index = self._view = self._stamps = None
            return
        try:
            if self._index is None or folder != self._folder:
                self._index, self._folder = self._opened(folder), folder
            stamps = self._seen()
            self._index.reload()
            self._view = self._viewed(self._index.searcher())
        except (ValueError, OSError) as error:
            if current_folder(self._home) != folder:
                return self._refresh()  # a rebuild swapped in between the look and the opening
            self._unreadable(error)
            self._folder = self._index = self._view = None
            stamps = self._seen()
        self._stamps = stamps
