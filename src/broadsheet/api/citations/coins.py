"""COinS: a paper as an OpenURL ContextObject in an empty span, by which reference managers see it in a list."""

from __future__ import annotations

from urllib.parse import urlencode

from broadsheet.papers.models import Paper

_RESOLVERS = {"doi": "info:doi/", "acl": "https://aclanthology.org/"}


def context_object(paper: Paper) -> str:
    """From the paper's own row alone, so that a list of cards costs no query more."""
    scheme, _, value = paper.public_id.partition(":")
    values = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", "preprint"),
        ("rft.atitle", paper.title_text),
        ("rft.title", paper.title_text),
        ("rft.date", paper.published_iso),
        ("rft_id", _resolved(scheme, value) if value else f"https://arxiv.org/abs/{scheme}"),
    ]
    return urlencode([(name, text) for name, text in values if text])


def _resolved(scheme: str, value: str) -> str:
    return _RESOLVERS[scheme] + value if scheme in _RESOLVERS else ""
