"""broadsheet show, papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from broadsheet.cli.command import command, json_option, limit_option, needs_database
from broadsheet.cli.layout import wrap
from broadsheet.cli.printing import heading, plural, print_json, print_table, terminal_width
from broadsheet.cli.sections import Section
from broadsheet.cli.showing import in_brief, in_full, paper_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from broadsheet.papers.models import Paper

WIDEST = 88


@command(
    "show",
    example="broadsheet show ledger:s384",
    section=Section.READ,
)
@click.argument("id")
@json_option
@needs_database
def show(id: str, as_json: bool) -> None:
    """Show all about one paper. ID: as search prints it, an arXiv number, a DOI, an address."""
    paper = in_full(paper_of(id))
    if as_json:
        print_json(paper)
    else:
        _print_paper(paper)


@command(
    "papers",
    example="broadsheet papers --limit 10",
    section=Section.READ,
)
@click.option("--count", is_flag=True, help="Print only how many there are.")
@limit_option(20)
@json_option
@needs_database
def papers(count: bool, limit: int, as_json: bool) -> None:
    """List the papers, the newest first, or count them."""
    from django.db.models import F

    from broadsheet.papers.models import Paper

    if count:
        total = Paper.unmerged.count()
        print_json({"papers": total}) if as_json else click.echo(total)
        return
    newest = Paper.unmerged.select_related("primary_field", "organisation")
    print_papers(newest.order_by(F("day").desc(nulls_last=True), "-id")[:limit], as_json)


def print_papers(papers: Iterable[Paper], as_json: bool) -> None:
    from broadsheet.listing.entries import entries_of

    listed = [(in_brief(entry), entry.paper.day_iso) for entry in entries_of(list(papers))]
    if as_json:
        print_json([brief for brief, _ in listed])
        return
    rows = (
        (place, b["votes"], b["comments"], b["field"] or "", day, b["id"], b["title"])
        for place, (b, day) in enumerate(listed, 1)
    )
    print_table(("#", "VOTES", "COMMENTS", "FIELD", "DAY", "ID", "TITLE"), rows)


def _print_paper(paper: dict[str, Any]) -> None:
    width = min(WIDEST, terminal_width() or WIDEST)
    click.echo(heading(wrap(paper["title"], width)))
    if paper["authors"]:
        click.echo(wrap(", ".join(paper["authors"]), width))
    elif paper["author_count"]:
        click.echo(plural(paper["author_count"], "author"))
    for name, text in _facts(paper):
        click.echo(wrap(f"{name:>14}  {text}", width, " " * 16))
    for text in (paper["summary"], paper["abstract"]):
        if text:
            click.echo("\n" + wrap(text, width))
    for claim in paper["claims"]:
        reason = f": {claim['why_not']}" if claim["why_not"] else ""
        click.echo("\n" + wrap(f"Claim {claim['id']} ({claim['status']}{reason}). {claim['claim']}", width))


def _facts(paper: dict[str, Any]) -> Iterator[tuple[str, object]]:
    from broadsheet.papers.precision import Precision, in_words

    precision = Precision.of(paper["published_precision"])
    if precision is not Precision.DAY:
        known = in_words(paper["published"], precision)
        is_listed = paper["day"] != paper["published"].date().isoformat()
        paper = paper | {"published": known, "day": paper["day"] if is_listed else known}
    for name in ("organisation", "status", "published", "updated", "day", "votes", "comments"):
        if paper[name]:
            yield name, paper[name]
    yield "trending", f"{paper['trending']:.4f}"
    for name in ("fields", "identifiers", "sources"):
        yield name, "  ".join(paper[name])
    for link in paper["links"]:
        yield link["kind"], link["url"]
    for place in paper["lists"]:
        yield "list", f"{place['list']} no. {place['position']}"
    for noted in paper["notes"]:
        yield "note", f"{noted['record']}: {noted['note']}"


COMMANDS = (show, papers)
