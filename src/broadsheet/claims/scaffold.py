"""Generate the module and the test of a new experiment from the ledger's row."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.claims.rows import built_in_rows
from broadsheet.errors import InputError

SMALL = {"a", "an", "and", "by", "for", "from", "in", "is", "of", "on", "the", "to", "with"}
WIDTH = 110

MODULE = '''"""{title}: to be filled in. docs/claims.md walks through such a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Control,
    Declaration,
    Direction,
    Fidelity,
    Metric,
    Outcome,
)
from broadsheet.claims.hypotheses import better, equal

METHOD = "broadsheet.lab.methods.{family}.METHOD"
WHY = "to be filled in: why a difference of this size matters"

DECLARATION = Declaration(
    ledger_id="{id}",
    paper={paper},
    sentence={sentence},
    fidelity=Fidelity.{fidelity},
    metrics=(Metric("score", "to be filled in", Direction.HIGHER),),
    arms=(
        Arm("contender", "To be filled in: the paper's method.", METHOD),
        Arm("baseline", "To be filled in: what it is compared with, as well tuned.", METHOD),
        Arm("other-baseline", "The baseline again, with other random numbers.", METHOD, {{"stream": 1}}),
    ),
    hypotheses=(better("contender", "baseline", "score", 0.0, WHY),),
    controls=(
        Control(
            equal("other-baseline", "baseline", "score", 0.1, WHY),
            "to be filled in: why no difference is expected",
        ),
    ),
    quick=Budget(seeds=4, settings={{"steps": 100}}, minutes=0.2),
    full=Budget(seeds=20, settings={{"steps": 1000}}, minutes=1.0),
    deviations=("To be filled in: how this differs from the paper's own experiment.",),
    scope="To be filled in: what a verdict does not say.",
    seeds_at_once=1,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
{check}
    raise NotImplementedError("{id} is to be filled in: measure each seed of an arm; see docs/claims.md")
    yield from ()
'''

TEST = '''"""{id} is to be filled in first: until then these tests fail."""

from __future__ import annotations

from broadsheet.claims import discovery
from broadsheet.claims.declaration import Outcome
from broadsheet.claims.discovery import ExperimentRef

LOADED = discovery.load(ExperimentRef("{id}", "{module}"))


def outcomes(arm: str, *seeds: int) -> list[Outcome]:
    declared = LOADED.declaration
    return list(LOADED.experiment(declared.arm(arm), seeds, declared.quick))


def test_every_seed_of_every_arm_is_measured() -> None:
    for arm in LOADED.declaration.arms:
        assert {{outcome.seed for outcome in outcomes(arm.name, 10_000, 10_001)}} == {{10_000, 10_001}}


def test_seed_measures_the_same_in_any_company() -> None:
    arm = LOADED.declaration.arms[0].name
    alone = outcomes(arm, 10_001)
    assert alone == [each for each in outcomes(arm, 10_000, 10_001) if each.seed == 10_001]
'''


@dataclass(frozen=True, slots=True)
class Scaffold:
    module: Path
    test: Path

    @property
    def exist(self) -> list[Path]:
        return [path for path in (self.module, self.test) if path.exists()]


def write(ledger_id: str, folder: Path) -> Scaffold:
    """In a checkout of Broadsheet where its experiments are; elsewhere directly in the folder."""
    row = built_in_rows().get(ledger_id)
    if row is None:
        raise InputError("The ledger has no such claim", ledger_id, "See: broadsheet ledger")
    paths = _paths(row, folder)
    if paths.exist:
        raise InputError("What is there is not written over", str(paths.exist[0]), "Edit it, or remove it.")
    for path in (paths.module, paths.test):
        path.parent.mkdir(parents=True, exist_ok=True)
    if paths.module.parent != folder and not (paths.module.parent / "__init__.py").exists():
        family = row["family"].replace("-", " ")
        (paths.module.parent / "__init__.py").write_text(f'"""Claims of the family {family}."""\n')
    paths.module.write_text(_module(row))
    module = _dotted(paths.module, folder)
    paths.test.write_text(TEST.format(id=ledger_id, module=module))
    return paths


def _paths(row: dict[str, Any], folder: Path) -> Scaffold:
    name = f"{row['id']}_{_slug(row['title'])}"
    ours = folder / "src" / "broadsheet" / "claims" / "experiments"
    if ours.is_dir():
        family = _identifier(row["family"])
        tests = folder / "tests" / "claims" / "experiments"
        return Scaffold(ours / family / f"{name}.py", tests / f"test_{name}.py")
    return Scaffold(folder / f"{name}.py", folder / f"test_{name}.py")


def _dotted(module: Path, folder: Path) -> str:
    parts = module.relative_to(folder).with_suffix("").parts
    return ".".join(parts[1:] if parts[0] == "src" else parts)


def _module(row: dict[str, Any]) -> str:
    title = row["title"]
    return MODULE.format(
        id=row["id"],
        title=textwrap.shorten(title, 60, placeholder=" ..."),
        family=_identifier(row["family"]),
        paper=_text(f"Authors (year), {title}"),
        sentence=_text(row["claim"] or "To be filled in."),
        fidelity="DIRECT" if row["feasible"] == "yes" else "ANALOGUE",
        check=_comment(f"The ledger's proposal: {row['check'] or 'none'}"),
    )


def _text(said: str) -> str:
    """A string literal on as many lines as it needs, the way the formatter leaves it."""
    lines = textwrap.wrap(said, WIDTH - 12, drop_whitespace=False, break_on_hyphens=False)
    quoted = [_quoted(line) for line in lines]
    return quoted[0] if len(quoted) == 1 and len(quoted[0]) < 90 else "\n    ".join(quoted)


def _quoted(line: str) -> str:
    """Quote as the formatter does: with double quotes, unless that would need escapes."""
    if '"' in line and "'" not in line and "\\" not in line:
        return f"'{line}'"
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _comment(said: str) -> str:
    return textwrap.fill(
        said, WIDTH - 4, initial_indent="    # ", subsequent_indent="    # ", break_on_hyphens=False
    )


def _identifier(family: str) -> str:
    return re.sub(r"\W", "_", family)


def _slug(title: str) -> str:
    """The first significant words of a title."""
    words = [word for word in re.findall(r"[a-z0-9]+", title.lower()) if word not in SMALL]
    return "_".join(words[:3])
