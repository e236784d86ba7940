"""broadsheet index, embed."""

from __future__ import annotations

import time
from dataclasses import asdict

import click

from broadsheet.cli.command import command, json_option, needs_database
from broadsheet.cli.printing import plural, print_json
from broadsheet.cli.progress import Progress
from broadsheet.cli.sections import Section


@command(
    "index",
    example="broadsheet index --rebuild",
    section=Section.CARE,
    advice="The index serves as it stands; the same command completes it, as does `broadsheet index`.",
)
@click.option("--rebuild", is_flag=True, help="Make the index anew from the database.")
@json_option
@needs_database
def index(rebuild: bool, as_json: bool) -> None:
    """Bring the search index up to the database, or make it anew, and say how it stands."""
    from broadsheet.search import indexing

    with Progress("index") as progress:
        written = indexing.rebuild(progress.show) if rebuild else indexing.catch_up(progress.show)
    status = indexing.status()
    if as_json:
        print_json({"written": written, **asdict(status)})
        return
    click.echo(f"{plural(written, 'paper')} written.")
    click.echo(f"{status.papers_in_index:,} of {plural(status.papers_in_db, 'paper')} in the index.")
    click.echo(f"{plural(status.vectors, 'vector')} ({status.model}), {status.pending_embeddings:,} pending.")
    if status.next_model:
        click.echo(f"{status.next_model} serves as soon as none is pending, {status.model} until then.")


@command(
    "embed",
    example="broadsheet embed --seconds 60",
    section=Section.CARE,
    advice="What was computed is kept; the same command goes on from there.",
)
@click.option(
    "--seconds", type=click.FloatRange(min=0.1), help="Stop after this time; the rest stays pending."
)
@click.option(
    "--on",
    type=click.Choice(["ray"]),
    help="Compute on a Ray cluster: the one that RAY_ADDRESS names, or one begun on this machine.",
)
@click.option(
    "--drop-others", is_flag=True, help="Delete the embeddings of models that no longer serve, and no more."
)
@json_option
@needs_database
def embed(seconds: float | None, on: str | None, drop_others: bool, as_json: bool) -> None:
    """Compute the embeddings that are missing. The worker does the same in the background."""
    from broadsheet.search import indexing
    from broadsheet.search.embedding import serving
    from broadsheet.search.embedding.pending import embed_pending

    if drop_others:
        dropped = serving.drop_others()
        print_json({"dropped": dropped}) if as_json else click.echo(
            f"{plural(dropped, 'embedding')} dropped."
        )
        return
    if on and seconds:
        raise click.UsageError(
            "--seconds is for this machine alone; a run --on ray can be stopped at any time."
        )
    deadline = time.monotonic() + seconds if seconds else None
    with Progress("embed") as progress:
        if on:
            from broadsheet.search.embedding.ray_workers import embed_on_ray

            done = embed_on_ray(progress=progress.show)
        else:
            done = embed_pending(deadline=deadline, progress=progress.show)
    indexing.catch_up()
    if as_json:
        print_json({"embedded": done, **asdict(indexing.status())})
    else:
        click.echo(f"{plural(done, 'paper')} embedded.")


COMMANDS = (index, embed)
