"""Where a paper stands on other sites: addresses made of its identifiers, and searches by its title where it has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

_PAGES = {
    "arxiv": (("arXiv", "https://arxiv.org/abs/{}"), ("Hugging Face", "https://huggingface.co/papers/{}")),
    "doi": (("DOI", "https://doi.org/{}"),),
    "acl": (("ACL Anthology", "https://aclanthology.org/{}/"),),
    "openreview": (("OpenReview", "https://openreview.net/forum?id={}"),),
    "pmid": (("PubMed", "https://pubmed.ncbi.nlm.nih.gov/{}/"),),
}
_SCHOLARLY_INDEX = "https://api.semanticscholar.org/{}:{}"
_NAMES_IN_INDEX = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL", "pmid": "PMID"}
_SEARCHES = (
    ("Search arXiv", "https://arxiv.org/search/?searchtype=title&query={}"),
    ("Search Semantic Scholar", "https://www.semanticscholar.org/search?q={}"),
)
_UNQUOTED = "/:;()"


def onward_links(identifiers: Sequence[tuple[str, str]], title: str) -> tuple[tuple[str, str], ...]:
    """(name, address), one for each site."""
    found = tuple(_by_identifier(identifiers))
    return found or tuple((name, address.format(quote(title, safe=""))) for name, address in _SEARCHES)


def _by_identifier(identifiers: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Of several numbers of one scheme the first."""
    first: dict[str, str] = {}
    for scheme, value in identifiers:
        first.setdefault(scheme, quote(value, safe=_UNQUOTED))
    for scheme, value in first.items():
        for name, address in _PAGES.get(scheme, ()):
            yield name, address.format(value)
    indexed = next((scheme for scheme in _NAMES_IN_INDEX if scheme in first), "")
    if indexed:
        yield "Semantic Scholar", _SCHOLARLY_INDEX.format(_NAMES_IN_INDEX[indexed], first[indexed])
