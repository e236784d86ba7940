"""Discover experiments: modules of the folder `experiments`, and entry points of installed packages.

Discovery imports none of them; a claim's module is imported when it is loaded.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from broadsheet.claims.declaration import Declaration, Experiment
from broadsheet.errors import BroadsheetError, SetupError

GROUP = "broadsheet.claims"
"""The entry points by which an installed package adds claims: name = the claim's id, value = its module."""
PACKAGE = "broadsheet.claims.experiments"
FOLDER = Path(__file__).parent / "experiments"
FILE = re.compile(r"(?P<id>[a-z]+[0-9]+)_\w+")
EXTRA = frozenset({"jax", "jaxlib", "optax", "scipy", "sklearn"})


@dataclass(frozen=True, slots=True)
class ExperimentRef:
    """An experiment that is not imported yet."""

    ledger_id: str
    module: str

    @property
    def family(self) -> str:
        """The ledger's name of the family, for an experiment of our own folder."""
        return self.module.split(".")[-2].replace("_", "-")

    @property
    def file(self) -> Path | None:
        """The module's file; None for an entry point that names no module."""
        return file_of(self.module)


Found = ExperimentRef
"""The former name, which tests that `broadsheet claim new` wrote earlier may import."""


@dataclass(frozen=True, slots=True)
class Loaded:
    ref: ExperimentRef
    declaration: Declaration
    experiment: Experiment


def experiments() -> dict[str, ExperimentRef]:
    """Every experiment by the id of its claim; our own stand before those of installed packages."""
    named: dict[str, ExperimentRef] = {}
    for each in (*_of_folder(FOLDER), *_of_entry_points(entry_points(group=GROUP))):
        named.setdefault(each.ledger_id, each)
    return dict(sorted(named.items()))


def state(known: Iterable[ExperimentRef]) -> object:
    """Changes when an experiment is added, removed or edited, or a package is installed: what `experiments` reads, without
    reading it. `known` is its last result."""
    files = {*FOLDER.rglob("*.py"), *(each.file for each in known if each.file)}
    installed = {Path(entry) for entry in sys.path if entry} - {Path.cwd()}  # where anything may be written
    return {path: path.stat().st_mtime_ns for path in files | installed if path.exists()}


def load(one: ExperimentRef) -> Loaded:
    """SetupError names the module when it cannot be imported or lacks what an experiment has."""
    try:
        module = importlib.import_module(one.module)
    except BroadsheetError as error:
        raise SetupError(f"The experiment {one.module} is faulty: {error.rule}", error.value) from error
    except ModuleNotFoundError as error:
        raise _missing(one, error) from error
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise SetupError(f"The experiment {one.module} cannot be imported", said, "Correct it.") from error
    declaration, experiment = getattr(module, "DECLARATION", None), getattr(module, "experiment", None)
    if not isinstance(declaration, Declaration) or not callable(experiment):
        raise SetupError(
            "An experiment's module holds DECLARATION and experiment(arm, seeds, budget)", one.module
        )
    if declaration.ledger_id != one.ledger_id:
        raise SetupError(f"{one.module} declares another claim than its name says", declaration.ledger_id)
    return Loaded(one, declaration, experiment)


def load_all(those: Iterable[ExperimentRef]) -> tuple[list[Loaded], list[SetupError]]:
    """Load the experiments; one that is broken is reported by itself, and the others are loaded."""
    loaded, errors = list[Loaded](), list[SetupError]()
    for one in those:
        try:
            loaded.append(load(one))
        except SetupError as error:
            errors.append(error)
    return loaded, errors


@cache
def file_of(module: str) -> Path | None:
    """The source file of a module, located without importing its packages."""
    top, *inner = module.split(".")
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return Path(spec.origin) if spec and spec.origin and not inner else None
    for folder in spec.submodule_search_locations:
        base = Path(folder, *inner)
        for file in (base / "__init__.py", base.with_name(base.name + ".py")):
            if file.exists() and (inner or file.name == "__init__.py"):
                return file
    return None


def _of_folder(folder: Path) -> Iterator[ExperimentRef]:
    for file in sorted(folder.rglob("*.py")):
        if match := FILE.fullmatch(file.stem):
            path = ".".join(file.relative_to(folder).with_suffix("").parts)
            yield ExperimentRef(match["id"], f"{PACKAGE}.{path}")


def _of_entry_points(points: Iterable[EntryPoint]) -> Iterator[ExperimentRef]:
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        yield ExperimentRef(point.name, point.module)


def _missing(one: ExperimentRef, error: ModuleNotFoundError) -> SetupError:
    if error.name and error.name.partition(".")[0] in EXTRA:
        return SetupError(
            "Experiments need the extra `lab`",
            f"{error.name} is not installed",
            "Install it: pip install 'broadsheet[lab]'",
        )
    return SetupError(f"The experiment {one.module} cannot be imported", str(error), "Correct it.")
