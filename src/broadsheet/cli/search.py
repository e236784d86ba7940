"""broadsheet search, similar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from broadsheet import private
from broadsheet.cli.command import command, json_option, limit_option, needs_database
from broadsheet.cli.printing import dim, heading, plural, print_json, wrapped
from broadsheet.cli.sections import Section
from broadsheet.cli.showing import paper_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadsheet.listing.entries import Entry
    from broadsheet.listing.hits import EntryHit
    from broadsheet.search.facade import Hit

INDENT = " " * 5


@command(
    "search",
    example='broadsheet search "reinforcement learning" author:levine --limit 5',
    section=Section.READ,
)
@click.argument("query", nargs=-1)
@limit_option(20)
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "lexical", "semantic"]),
    default="hybrid",
    show_default=True,
    help="Words and meaning together, words alone, or meaning alone.",
)
@click.option(
    "--queries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ask every query of this file instead: lines of id, tab, text, or BEIR's JSON lines.",
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where --queries writes a TREC run.",
)
@click.option(
    "--ids",
    type=click.Choice(["public", "source"]),
    default="public",
    show_default=True,
    help="What a run calls the papers: their public ids, or the ids of the file they came from.",
)
@json_option
@needs_database
def search(
    query: tuple[str, ...],
    limit: int,
    mode: str,
    queries: Path | None,
    run_file: Path | None,
    ids: str,
    as_json: bool,
) -> None:
    """Find papers.

    Words, "phrases", -without, author:name, field:cs.LG, source:arxiv, year:2025, after:2026-01-01,
    before:2026-06-30, has:code. Put -- before a query that begins with a minus. With --queries FILE --run OUT it answers a file of
    queries, with --limit papers each.
    """
    if bool(queries) != bool(run_file) or bool(queries) == bool(query):
        raise click.UsageError("Give a query, or --queries FILE with --run OUT.")
    if queries and run_file:
        _write_run(queries, run_file, mode, limit, ids)
        return
    from broadsheet.search import facade
    from broadsheet.search.query.request import Mode, SearchRequest

    results = facade.search(SearchRequest(" ".join(query), mode=Mode(mode), limit=limit))
    _print_hits(results.hits, as_json)
    if not as_json:
        click.echo(dim(plural(results.total, "paper")))
        if results.suggestion:
            click.echo(f"Did you mean: {results.suggestion.text}")
        for remark in results.query.remarks:
            click.echo(remark)
    if results.by_words_alone:
        click.echo("The embedding model does not answer: found by words alone.", err=True)
    if results.of_newest_alone:
        click.echo(
            "The index of words is missing or damaged: words found the newest papers alone.\n"
            "  cure: broadsheet index (the worker does it too)",
            err=True,
        )


def _write_run(queries: Path, out: Path, mode: str, limit: int, ids: str) -> None:
    from broadsheet.cli.progress import Progress
    from broadsheet.search.trec_runs import PaperNames, read_queries, write_run

    with Progress("search") as progress:
        questions = read_queries(queries)
        with private.users_umask():
            written = write_run(questions, out, mode, limit, progress.show, PaperNames(ids))
    click.echo(f"{plural(written, 'line')} for {plural(len(questions), 'question')} in {out}")


@command(
    "similar",
    example="broadsheet similar ledger:s384 --limit 5",
    section=Section.READ,
)
@click.argument("id")
@limit_option(10)
@json_option
@needs_database
def similar(id: str, limit: int, as_json: bool) -> None:
    """List the papers most similar to the paper ID."""
    from broadsheet.search import facade

    _print_hits(facade.similar(paper_of(id).pk, limit), as_json)


def _print_hits(hits: Sequence[Hit], as_json: bool) -> None:
    from broadsheet.listing.hits import entry_hits

    shown = entry_hits(hits)
    if as_json:
        print_json([_hit(each) for each in shown])
        return
    for place, each in enumerate(shown, 1):
        paper = each.entry.paper
        facts = [
            paper.public_id,
            paper.day_iso or "no date",
            paper.primary_field.code if paper.primary_field else "no field",
            f"score {each.hit.score:.3f}",
            *each.hit.why,
        ]
        click.echo(heading(wrapped(f"{place:>3}  {each.entry.title}", INDENT)))
        if people := _people(each.entry):
            click.echo(wrapped(INDENT + people, INDENT))
        click.echo(dim(wrapped(INDENT + "  ".join(facts), INDENT)))


def _people(entry: Entry) -> str:
    """The first authors, or their number if the source states no names."""
    from broadsheet.papers.names import short_list

    count = entry.paper.author_count
    return short_list(entry.authors) or (plural(count, "author") if count else "")


def _hit(each: EntryHit) -> dict[str, Any]:
    paper = each.entry.paper
    return {
        "id": paper.public_id,
        "title": each.entry.title,
        "authors": list(each.entry.authors),
        "author_count": paper.author_count,
        "score": each.hit.score,
        "why": list(each.hit.why),
        "day": paper.day.isoformat() if paper.day else None,
        "published_precision": paper.published_to.value if paper.published else None,
        "field": paper.primary_field.code if paper.primary_field else None,
    }


COMMANDS = (search, similar)
