"""broadsheet check."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import dim, heading, plural, print_json, wrapped
from broadsheet.cli.progress import Progress, duration
from broadsheet.cli.sections import Section
from broadsheet.errors import InputError, SetupError
from broadsheet.interruption import interruption
from broadsheet.process import cores

if TYPE_CHECKING:
    from broadsheet.claims.discovery import ExperimentRef, Loaded
    from broadsheet.claims.runs.checking import Plan, Runner
    from broadsheet.claims.verdicts import Verdict


@command(
    "check",
    example="broadsheet check s384",
    section=Section.CLAIMS,
    advice="What was finished is kept; the same command goes on from there.",
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--family", help="Every claim of this family, such as q-learning.")
@click.option(
    "--budget",
    type=click.Choice(("quick", "full")),
    default="quick",
    show_default=True,
    help="Quick: few seeds, seconds. Full: as the ledger's verdicts are made.",
)
@click.option("--seeds", type=click.IntRange(1), help="Seeds an arm, instead of the declared number.")
@click.option(
    "--first-seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Number of the first seed: another one repeats the experiment independently.",
)
@click.option(
    "--on",
    "where",
    type=click.Choice(("local", "ray")),
    default="local",
    show_default=True,
    help="Processes of this machine, or the Ray cluster that RAY_ADDRESS names (extra `ray`).",
)
@click.option("--yes", is_flag=True, help="Begin without asking, where every claim is checked.")
@click.option("--again", is_flag=True, help="Run seeds that have run already, too.")
@click.option("--ship", is_flag=True, help="For developers: write complete full runs into the package.")
@json_option
def check(
    ids: tuple[str, ...],
    family: str | None,
    budget: str,
    seeds: int | None,
    first_seed: int,
    where: str,
    yes: bool,
    again: bool,
    ship: bool,
    as_json: bool,
) -> None:
    """Run the experiments of claims and print what they say.

    Without ID or --family: every claim that has an experiment, after it said how long that takes and was told
    to. Needs the extra `lab`, no database and no network. A run that was stopped continues where it was; Ctrl-C keeps every finished part.
    """
    from broadsheet.claims import discovery
    from broadsheet.claims.runs import checking
    from broadsheet.process import now
    from broadsheet.server import startup

    home = startup.usable_home()
    loaded, errors = discovery.load_all(_chosen(discovery.experiments(), ids, family))
    _stop_without_the_lab(loaded, errors)
    runner = _runner(where, home)
    options = checking.RunOptions(budget, seeds, first_seed, again)
    plans = [checking.plan(one, options, home=home, now=now) for one in loaded]
    _say_how_long(plans, as_json=as_json, ask=not (ids or family or yes))
    told = _run(plans, runner, as_json=as_json, ship=ship)
    _tell_the_instance(home)
    if as_json:
        print_json(told)
    for error in errors:
        startup.show(error)
    if errors or any(each["errors"] for each in told):
        sys.exit(1)


def _chosen(known: dict[str, ExperimentRef], ids: Sequence[str], family: str | None) -> list[ExperimentRef]:
    unknown = [each for each in ids if each not in known]
    if unknown:
        raise InputError(
            "No experiment tests this claim",
            unknown[0],
            "See: broadsheet ledger; to write one: docs/claims.md",
        )
    families = {key: one.family for key, one in known.items()}
    if family is not None and family not in families.values():
        raise InputError(
            "No experiment is of this family",
            family,
            f"There are: {', '.join(sorted(set(families.values())))}",
        )
    wanted = ids or known
    return [known[key] for key in dict.fromkeys(wanted) if family is None or families[key] == family]


def _stop_without_the_lab(loaded: Sequence[Loaded], errors: Sequence[SetupError]) -> None:
    if not loaded and errors:
        raise errors[0]


def _runner(where: str, home: Path) -> Runner:
    from broadsheet.claims.runs import local, store, surroundings

    if where == "ray":
        from broadsheet.claims.runs import on_ray

        on_ray.connect()
        return on_ray.run
    variables = surroundings.variables(store.lab_folder(home) / "compiled")
    return lambda units: local.run(units, cores(), variables)


def _say_how_long(plans: Sequence[Plan], *, as_json: bool, ask: bool) -> None:
    waiting = [plan for plan in plans if plan.units]
    if not waiting or (as_json and not ask):
        return
    seeds = sum(len(unit.seeds) for plan in waiting for unit in plan.units)
    minutes = sum(_minutes_left(plan) for plan in waiting)
    scale = f"{plural(seeds, 'seed')} of {plural(len(waiting), 'claim')}"
    click.echo(dim(f"{scale}; about {duration(60 * minutes)} on two cores"), err=True)
    if ask:
        _ask_whether_to_begin()


def _minutes_left(plan: Plan) -> float:
    """Minutes as declared, for the seeds that are left to run."""
    declared = plan.loaded.declaration
    budget = declared.budget(plan.run.provenance.budget)
    left = sum(len(unit.seeds) for unit in plan.units)
    return budget.minutes * left / (budget.seeds * len(declared.arms))


def _ask_whether_to_begin() -> None:
    try:
        begins = click.confirm("Begin?", err=True)
    except click.Abort as error:
        if interruption.came:
            raise
        raise InputError(
            "Every claim is checked only when that is confirmed",
            "no answer",
            "Name claims or a --family, or add --yes.",
        ) from error
    if not begins:
        click.echo("Nothing was begun. Name claims (broadsheet check s384), or a --family.", err=True)
        raise click.exceptions.Exit(1)


def _run(plans: Sequence[Plan], runner: Runner, *, as_json: bool, ship: bool) -> list[dict[str, Any]]:
    from broadsheet.claims.runs import checking

    told = []
    with Progress("Running seeds") as progress:
        for done in checking.carry_out(
            plans, runner, lambda count, whole: progress.show(count, count / whole)
        ):
            told.append(_tell(done, as_json=as_json))
            if ship:
                _ship(done)
    return told


def _tell(done: Plan, *, as_json: bool) -> dict[str, Any]:
    from broadsheet.claims import verdicts

    records = [record for record in done.run.seeds.values() if record.seed in set(done.seeds)]
    verdict = verdicts.verdict(done.loaded.declaration, records)
    if not as_json:
        _print(done, verdict)
    provenance = done.run.provenance
    return {
        "id": provenance.claim,
        "budget": provenance.budget,
        "verdict": verdict.outcome,
        "reason": verdict.reason,
        "seeds": verdict.seeds,
        "errors": sorted({record.error for record in records if record.error}),
        "hypotheses": [asdict(each) for each in verdict.hypotheses],
        "controls": [asdict(each) for each in verdict.controls],
        "seconds": round(sum(record.seconds for record in records), 3),
        "run": done.run.name,
        "digest": provenance.digest,
        "revision": provenance.revision,
        "versions": dict(provenance.versions),
    }


def _print(done: Plan, verdict: Verdict) -> None:
    from broadsheet.claims import wording

    declared = done.loaded.declaration
    click.echo("\n" + wrapped(f"{heading(declared.ledger_id)}  {declared.sentence}", " " * 4))
    for each in verdict.hypotheses:
        click.echo(wrapped(f"  {wording.mark(each.outcome)} {wording.compared(each)}", " " * 4))
    for each in verdict.controls:
        click.echo(wrapped(f"  control: {each.outcome}. {wording.compared(each)}", " " * 4))
    seconds = sum(record.seconds for record in done.run.seeds.values())
    scale = f"{plural(verdict.seeds, 'seed')} an arm, {done.run.provenance.budget} budget, {duration(seconds)} of computing"
    click.echo(
        f"  Verdict: {heading(verdict.outcome)}{f' ({verdict.reason})' if verdict.reason else ''}  {dim(scale)}"
    )
    if verdict.failed:
        errors = {record.error for record in done.run.seeds.values() if record.error}
        click.echo(f"  {plural(verdict.failed, 'seed')} failed: {'; '.join(sorted(errors))}")


def _ship(done: Plan) -> None:
    from broadsheet.claims.runs import shipping, store
    from broadsheet.process import set_up_django

    click.echo(dim(f"  shipped: {shipping.ship(done)}"))
    set_up_django()
    from broadsheet.claims import shipped_pictures, shipped_verdicts

    if run := store.shipped_run(done.run.provenance.claim):
        shipped_verdicts.ship([run])
        shipped_pictures.ship([run])


def _tell_the_instance(home: Path) -> None:
    """Sync the ledger with the runs if there is a database that is up to date; else the worker does so later."""
    from broadsheet import config
    from broadsheet.process import now, set_up_django
    from broadsheet.server import startup

    if not config.read("DATABASE_URL") and not (home / "broadsheet.sqlite3").exists():
        return
    set_up_django()
    from broadsheet.claims import syncing

    try:
        if startup.is_prepared():
            syncing.sync(home, now())
    except SetupError as error:
        startup.show(error)


COMMANDS = (check,)
