"""The page of one paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from broadsheet.listing.entries import Entry, entry_of
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Paper, SourceRecord
from broadsheet.papers.precision import iso
from broadsheet.papers.record import LinkKind, Record
from broadsheet.web.hit_cards import similar_cards
from broadsheet.web.link_names import LINK_NAMES
from broadsheet.web.page import cached_page, page

_SCHOLAR = {"arxiv": "citation_arxiv_id", "doi": "citation_doi", "isbn": "citation_isbn"}
_SCHEMES = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL Anthology", "ledger": "Ledger", "isbn": "ISBN"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A source record as its page shows it."""

    row: SourceRecord
    record: Record


@cached_page
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    named = find_paper(public_id)
    if named is None:
        raise Http404(f"There is no paper {public_id[:80]}")
    if named.public_id != public_id:
        return HttpResponsePermanentRedirect(reverse("paper", args=[named.public_id]))
    return page(request, "paper.html", _context(named))


def _context(paper: Paper) -> dict[str, object]:
    entry = entry_of(paper)
    rows = paper.records.prefetch_related("versions").order_by("first_seen", "id")
    statements = [Statement(row, row.record) for row in rows]
    return {
        "paper": paper,
        "entry": entry,
        "authors": list(zip(entry.authors, entry.affiliations, strict=True)),
        "fields": entry.fields,
        "identifiers": [(_SCHEMES.get(scheme, scheme), value) for scheme, value in entry.identifiers],
        "links": [(LINK_NAMES[LinkKind(kind)], url) for kind, url in entry.links],
        "similar": similar_cards(paper.id),
        "statements": statements,
        "details": _details(statements),
        "versions": [version for row in statements for version in row.row.versions.all()],
        "scholar": _scholar(entry),
    }


def _details(statements: list[Statement]) -> list[tuple[str, str]]:
    """What else sources state, each statement once."""
    details: dict[str, str] = {}
    for statement in statements:
        for name, value in statement.record.details.items():
            if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
                details.setdefault(name.replace("_", " ").replace("-", " "), str(value))
            elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
                details.setdefault(name.replace("_", " ").replace("-", " "), ", ".join(value))
    return sorted(details.items())


def _scholar(entry: Entry) -> list[tuple[str, str]]:
    """Highwire meta tags, which reference managers and scholarly search engines read."""
    paper = entry.paper
    tags = [(_SCHOLAR[scheme], value) for scheme, value in entry.identifiers if scheme in _SCHOLAR]
    if paper.published:
        printed = iso(paper.published, paper.published_to, separator="/")
        tags.append(("citation_publication_date", printed))
    pdf = entry.link(LinkKind.PDF)
    return [*tags, ("citation_pdf_url", pdf)] if pdf else tags
