"""Finding a paper by whatever a person has in hand: an identifier, an address, a ledger number."""

from __future__ import annotations

from broadsheet.papers.identifiers import identify
from broadsheet.papers.models import Identifier, Paper


def find_paper(text: str) -> Paper | None:
    """By public id, `scheme:value`, bare value or the address of a known site; follows merges."""
    text = text.strip()
    paper = Paper.objects.filter(public_id=text).first() or _by_identifier(text)
    while paper is not None and paper.merged_into is not None:
        paper = paper.merged_into
    return paper


def _by_identifier(text: str) -> Paper | None:
    understood = identify(text)
    scheme, _, value = text.partition(":")
    for named in (understood, (scheme.lower(), value) if value else None):
        if named and (row := Identifier.objects.filter(scheme=named[0], value=named[1]).first()):
            return row.paper
    bare = Identifier.objects.filter(value=text).order_by("id").first()
    return bare.paper if bare else None
