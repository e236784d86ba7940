"""Names of the lists that sources keep."""

from __future__ import annotations

import hashlib

from django.utils.text import slugify

from broadsheet.papers.normal_forms import normalize

MAX_SLUG_CHARS = 100


def slug(*parts: str) -> str:
    """At most 100 letters, digits and hyphens; what is too long ends in a digest, so that it stays distinct."""
    name = "-".join(filter(None, (slugify(normalize("NFKD", part.replace(".", "-"))) for part in parts)))
    if len(name) <= MAX_SLUG_CHARS:
        return name
    return f"{name[: MAX_SLUG_CHARS - 9]}-{digest('/'.join(parts))}"


def digest(text: str) -> str:
    """Eight letters and digits that are always the same for the same text."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
