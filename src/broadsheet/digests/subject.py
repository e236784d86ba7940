"""The subject line: the paper that leads, and what else is inside."""

from __future__ import annotations

from broadsheet.digests.composing import Digest
from broadsheet.editions.shortening import shortened

LEAD_CHARS = 62
_COUNTED = {
    "fields": "{} in your fields",
    "searches": "{} for your searches",
    "authors": "{} by authors you follow",
    "verdicts": "{} tested by the lab",
}


def subject(digest: Digest, lead_title: str) -> str:
    counts = [_COUNTED[part.slug].format(len(part.picks)) for part in digest.parts if part.slug in _COUNTED]
    more = len(digest.papers) - 1
    told = [f"{more} more", *counts[:2]] if more else counts[:1]
    return f"{shortened(lead_title, LEAD_CHARS)}{' · ' + ', '.join(told) if told else ''}"
