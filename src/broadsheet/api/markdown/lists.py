"""Lists as Markdown: papers, claims, fields, and the lists themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from broadsheet.api.markdown.paper import claim_line
from broadsheet.api.markdown.text import line, link
from broadsheet.claims.models import Claim
from broadsheet.editions.new_verdicts import PrintedVerdict
from broadsheet.listing.briefs import brief_of
from broadsheet.listing.edition_outline import PaperLine
from broadsheet.listing.entries import Entry
from broadsheet.papers.models import Field, Paper, PaperList

EXCERPT_CHARS = 400


def papers(
    title: str,
    about: str,
    entries: Sequence[Entry],
    base: str,
    remarks: Mapping[int, Sequence[str]] = MappingProxyType({}),
    verdicts: Sequence[PrintedVerdict] = (),
    start: int = 0,
    sections: Sequence[tuple[str, Sequence[PaperLine]]] = (),
) -> str:
    """`remarks` are what the list says of its papers, by their numbers; `verdicts` those that are new in it;
    `sections` all papers of its day."""
    items = [
        _item(number, entry, base, remarks.get(entry.paper.id, ()))
        for number, entry in enumerate(entries, start + 1)
    ]
    if verdicts:
        items += ["## New verdicts", "\n".join(_verdict(each, base) for each in verdicts)]
    for name, rows in sections:
        lines = [f"- {link(row.title_text, base + row.url)}" for row in rows]
        items += [f"## {line(name)}", "\n".join(lines)]
    return _page(title, about, items or ["There are no papers in it."])


def ledger(claims: Iterable[Claim], papers_of: Mapping[str, Paper], base: str) -> str:
    items: list[str] = []
    family = None
    for claim in sorted(claims, key=lambda claim: (claim.family, claim.ledger_id)):
        if claim.family != family:
            family = claim.family
            items.append(f"## {line(family or 'other')}")
        paper = papers_of.get(claim.ledger_id)
        about = f"\n  {link(paper.title_text, base + paper.get_absolute_url())}" if paper else ""
        items.append(claim_line(claim, base) + about)
    return _page("Ledger", "Every claim, with its verdict where an experiment has come to one.", items)


def fields(rows: Iterable[Field], base: str) -> str:
    items = [f"- {link(f'{row.name} ({row.code})', f'{base}/fields/{row.code}')}" for row in rows]
    return _page("Fields", "Subject categories; each has a page, a feed and this form.", ["\n".join(items)])


def lists(rows: Iterable[PaperList], base: str) -> str:
    items = [f"- {link(row.title, base + row.get_absolute_url())}" for row in rows]
    return _page("Lists", "Lists as their sources printed them, the newest first.", ["\n".join(items)])


def _page(title: str, about: str, parts: Sequence[str]) -> str:
    return "\n\n".join([f"# {line(title)}", line(about), *parts]) + "\n"


def _verdict(printed: PrintedVerdict, base: str) -> str:
    said = link(printed.sentence, f"{base}/claims/{printed.claim}")
    correction = f" *Correction: {printed.correction}.*" if printed.correction else ""
    replied = " (with its authors' reply)" if printed.replied else ""
    return f"- **{printed.status}**: {said}{replied}{correction}"


def _item(number: int, entry: Entry, base: str, remarks: Sequence[str]) -> str:
    paper = entry.paper
    facts = [
        line(entry.short_byline(5)),
        paper.day_iso,
        line(entry.fields[0][0]) if entry.fields else "",
        f"{entry.votes} votes" if entry.votes else "",
        *(f"claim {claim.ledger_id}: {claim.status}" for claim in entry.claims),
        *(link("code", url) for url in entry.code_urls[:1]),
    ]
    brief = brief_of(entry)
    said = str(brief) if brief else _beginning(entry.abstract)
    rows = [link(entry.title, base + entry.url), " · ".join(fact for fact in facts if fact), line(said)]
    rows += [f"*{line(each)}.*" for each in remarks]
    return f"{number}. " + "\n   ".join(row for row in rows if row)


def _beginning(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT_CHARS else text[:EXCERPT_CHARS].rsplit(" ", 1)[0] + " …"
