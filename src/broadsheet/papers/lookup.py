"""Find a paper by an identifier, an address or a ledger number, as a person would type it."""

from __future__ import annotations

from broadsheet.papers.identifiers import identifiers_typed, identify
from broadsheet.papers.models import Identifier, Paper


def find_paper(text: str) -> Paper | None:
    """The paper of a public id, `scheme:value`, bare value or address of a known site; follows merges."""
    text = text.strip()
    return _merge_target(Paper.objects.filter(public_id=text).first() or _by_identifier(text))


def named_papers(text: str) -> list[Paper]:
    """Those that a query names, as printed anywhere: each once, in order. More than two words, as of `arXiv 2407.04811`,
    are no id themselves; such a query costs the database nothing unless it names something."""
    words = text.split(None, 2)
    whole = find_paper("".join(words)) if len(words) < 3 else None
    found = [whole, *(_merge_target(_holding(*named)) for named in identifiers_typed(text))]
    return list({paper.pk: paper for paper in found if paper}.values())


def _merge_target(paper: Paper | None) -> Paper | None:
    while paper is not None and paper.merged_into is not None:
        paper = paper.merged_into
    return paper


def _by_identifier(text: str) -> Paper | None:
    understood = identify(text)
    scheme, _, value = text.partition(":")
    for named in (understood, (scheme.lower(), value) if value else None):
        if named and (paper := _holding(*named)):
            return paper
    bare = Identifier.objects.filter(value=text).order_by("id").first()
    return bare.paper if bare else None


def _holding(scheme: str, value: str) -> Paper | None:
    row = Identifier.objects.filter(scheme=scheme, value=value).first()
    return row.paper if row else None
