"""File modes of the home: its owner alone may read addresses of readers, the secret key, searches in logs.

Every process of the command line, and whatever it starts, makes files with mode 600 and folders with mode 700. A home
of an earlier version is closed when it is first used.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadsheet.errors import SetupError

UMASK = 0o077
OTHERS = 0o077
FILES = ("broadsheet.sqlite3*", "api.sqlite3*", "secret_key*", "sources.toml", "*.lock")
FOLDERS = ("index", "harvest", "lab", "plots", "preview", "static")
"""All that Broadsheet makes in a home, which may hold other things."""
SECRET_KEY = "secret_key"

_users: list[int] = []


def keep_private() -> None:
    """Set the umask of this process and of those it starts."""
    _users[:] = [os.umask(UMASK)]


@contextmanager
def users_umask() -> Iterator[None]:
    """Use the user's own umask, for files that a command writes outside the home."""
    if not _users:
        yield
        return
    os.umask(_users[0])
    try:
        yield
    finally:
        os.umask(UMASK)


def close(home: Path) -> None:
    """Remove the permissions of group and others from a home that they can enter. Files of other owners stay as they are."""
    if not home.stat().st_mode & OTHERS:
        return
    for path in (home, *own(home)):
        with suppress(PermissionError, FileNotFoundError):
            _close(path)


def _close(path: Path) -> None:
    mode = path.lstat().st_mode
    if mode & OTHERS and not path.is_symlink():
        path.chmod(mode & 0o7700)


def own(home: Path) -> Iterator[Path]:
    """Files and folders of Broadsheet in this home."""
    for pattern in FILES:
        yield from home.glob(pattern)
    for name in FOLDERS:
        if (home / name).is_dir():
            yield home / name
            yield from (home / name).rglob("*")


def open_to_others(home: Path) -> list[Path]:
    """Files and folders of the home that others may read or write."""
    found = []
    for path in (home, *own(home)):
        with suppress(FileNotFoundError):
            if path.lstat().st_mode & OTHERS and not path.is_symlink():
                found.append(path)
    return found


def secret_key(home: Path) -> str:
    """The stored key; created at the first start."""
    path = home / SECRET_KEY
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text().strip()
    except OSError as error:
        raise SetupError(
            "The secret key must be kept in the home",
            f"{path} ({error.strerror})",
            "Make room and the home writable, or set BROADSHEET_SECRET_KEY.",
        ) from error
    if not key:
        raise SetupError("The kept secret key must not be empty", str(path), cure_of_empty_key(path))
    return key


def cure_of_empty_key(path: Path) -> str:
    return (
        f"Put back that of a backup; or: rm {path} (another is made, links in mail sent so far stop working)."
    )


def _make_key(path: Path) -> None:
    """Create the key file atomically; of two processes that create one at once, the first one's key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f"{SECRET_KEY}.draft-") as draft:
        draft.write(secrets.token_urlsafe(50))
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
