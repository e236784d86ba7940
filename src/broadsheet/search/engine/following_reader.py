"""What every reader of an index's files does: follow them as they are written, and say why there is nothing to read."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from broadsheet.search.engine.mapped_files import Watch

logger = logging.getLogger("broadsheet.search")

View = TypeVar("View")


class FollowingReader(Generic[View]):
    """Shared by threads. What is read is an unchanging view of one committed state."""

    name: ClassVar[str]

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._stamps: object = None
        """What `_seen` returned when the view was made."""
        self._watch: Watch | None = None
        self._view: View | None = None
        self._damage = ""
        self.refusal = ""
        """Why the system does not let this process read the files."""

    def view(self) -> View | None:
        """The newest committed state; None where there is none yet, or where it is damaged."""
        if not self._is_current():
            with self._lock:
                self._refresh()
        return self._view

    @property
    def damage(self) -> str:
        """What is wrong with the files; empty where nothing is known to be."""
        self.view()
        return self._damage

    def _seen(self) -> object:
        """Of the small files that name the others: it differs after every commit."""
        raise NotImplementedError

    def _refresh(self) -> None:
        """Under the lock: make the view anew until it is current."""
        raise NotImplementedError

    def _is_current(self) -> bool:
        watch = self._watch
        return self._seen() == self._stamps and (watch is None or watch.holds())

    def _refuse(self, error: OSError) -> None:
        """It may be whole, but this process cannot read it now: a permission, a limit of open files."""
        self._forget("")
        self._stamps = None
        if str(error) != self.refusal:
            logger.warning("The %s cannot be read: %s", self.name, error)
        self.refusal = str(error)

    def _forget(self, damage: str) -> None:
        self._view = self._watch = None
        self._note_damage(damage)

    def _note_damage(self, damage: str) -> None:
        if damage and damage != self._damage:
            logger.warning("The %s is damaged (%s); it is made anew from the database.", self.name, damage)
        self._damage = damage
