"""Finding a paper by whatever a person has in hand: an identifier, an address, a ledger number."""

from __future__ import annotations

import re

from broadsheet.papers.models import Identifier, Paper

_PREFIX = re.compile(
    r"^(?:https?://)?(?:www\.|export\.)?(?:arxiv\.org/(?:abs|pdf|html)/|arxiv:|(?:dx\.)?doi\.org/|doi:|aclanthology\.org/)",
    re.IGNORECASE,
)
_ARXIV = re.compile(r"^(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$")


def find_paper(text: str) -> Paper | None:
    """By public id, `scheme:value`, bare value or an arXiv, DOI or ACL address; follows merges."""
    text = text.strip()
    paper = Paper.objects.filter(public_id=text).first() or _by_identifier(text)
    while paper is not None and paper.merged_into is not None:
        paper = paper.merged_into
    return paper


def _by_identifier(text: str) -> Paper | None:
    scheme, _, value = text.partition(":")
    named = Identifier.objects.filter(scheme=scheme.lower(), value=value) if value else Identifier.objects.none()
    row = named.first() or Identifier.objects.filter(value__in=_values(text)).order_by("id").first()
    return row.paper if row else None


def _values(text: str) -> set[str]:
    bare = _PREFIX.sub("", text).rstrip("/")
    arxiv = _ARXIV.match(bare)
    return {text, bare, bare.lower(), arxiv[1] if arxiv else bare}
