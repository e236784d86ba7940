"""Virtual environment of a benchmark's peers, apart from Broadsheet's own."""

from __future__ import annotations

import subprocess
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

from broadsheet.errors import SetupError

MADE_WITH = "broadsheet-peers.txt"


def interpreter(folder: Path, needs: Sequence[str], say: Callable[[str], None], size: str = "") -> Path:
    """Create it on first use with these packages, and install again if that was interrupted or the packages changed."""
    python, made_with = folder / "bin" / "python", folder / MADE_WITH
    wanted = "\n".join(needs) + "\n"
    if made_with.exists() and made_with.read_text() == wanted:
        return python
    say(f"making the peers' environment in {folder}{f' ({size})' if size else ''}")
    if not python.exists():
        venv.create(folder, with_pip=True)
    made = subprocess.run([python, "-m", "pip", "install", "--quiet", *needs], check=False, process_group=0)
    if made.returncode:
        raise SetupError("The peers' environment could not be made", str(folder), "See what pip said above.")
    made_with.write_text(wanted)
    return python
