"""Figures: pictures that are drawn once and kept, in a process of their own that goes when they are drawn."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from broadsheet import config, locks
from broadsheet.errors import SetupError
from broadsheet.plots.house import THEMES

LONGEST_S = 60
VARIANTS = tuple(f"{theme}.{kind}" for theme in THEMES for kind in ("svg", "png"))


@dataclass(frozen=True)
class Figure:
    """What is drawn: a function of a module that needs nothing set up, and what it is given."""

    chart: str
    """`package.module:function`; it takes the facts and gives an altair chart, or a specification."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON; the same facts are the same pictures."""

    @property
    def name(self) -> str:
        """Another one whenever the pictures could look another way: safe to keep for ever under it."""
        said = [self.chart, dict(self.facts), _look(), _code(self.chart.partition(":")[0])]
        return hashlib.blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=12).hexdigest()

    def picture(self, variant: str) -> bytes:
        """`light.svg`, `dark.png` and so on; all are drawn with the first. SetupError if it cannot be drawn."""
        file = folder() / f"{self.name}.{variant}"
        if not file.exists():
            with locks.held(folder() / "drawing.lock"):
                if not file.exists():
                    _keep(self.name, self._drawn())
        return file.read_bytes()

    def _drawn(self) -> dict[str, bytes]:
        asked = orjson.dumps({"chart": self.chart, "facts": dict(self.facts), "variants": VARIANTS})
        try:
            run = subprocess.run(
                [sys.executable, "-m", "broadsheet.plots"],
                input=asked,
                capture_output=True,
                timeout=LONGEST_S,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise SetupError("A plot could not be drawn", f"{self.chart}: {said}") from error
        except subprocess.TimeoutExpired as error:
            raise SetupError(f"A plot is drawn within {LONGEST_S} s", self.chart) from error
        return {variant: b64decode(drawn) for variant, drawn in orjson.loads(run.stdout).items()}


def folder() -> Path:
    """Derived files: it can be deleted at any time."""
    home: Path = config.read("HOME")
    return home / "plots"


def _keep(name: str, drawn: Mapping[str, bytes]) -> None:
    for variant, content in drawn.items():
        with tempfile.NamedTemporaryFile(dir=folder(), delete=False) as file:
            file.write(content)
        os.replace(file.name, folder() / f"{name}.{variant}")


@cache
def _look() -> str:
    """Of everything that draws: our own code and fonts, and the engine."""
    here = Path(__file__).parent
    digest = hashlib.blake2b(version("vl-convert-python").encode(), digest_size=12)
    for file in sorted([*here.glob("*.py"), *here.glob("fonts/*.ttf")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def _code(module: str) -> str:
    """Of the chart's module and those beside it, from which it may take its layout. Nothing of them is run."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        return ""
    digest = hashlib.blake2b(digest_size=12)
    for file in sorted(Path(str(found.origin)).parent.glob("*.py")) if found and found.has_location else ():
        digest.update(file.read_bytes())
    return digest.hexdigest()
