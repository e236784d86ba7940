"""OAI-PMH through our own HTTP client: oaipmh-scythe handles pages, tokens and errors; we fetch and parse.

Scythe's HTTP and XML are not used: it can be given neither a transport nor a clock, follows no redirects, and repairs
a page that arrived cut short, resumption token and all. `Scythe.harvest`, one request, is the seam; sickle's is alike
but is bound to `requests`, where the address really connected to cannot be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Self, cast

from lxml import etree
from oaipmh_scythe import Scythe
from oaipmh_scythe.response import OAIResponse

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.client import Client
from broadsheet.harvest.format import Rejected

NS = "{http://www.openarchives.org/OAI/2.0/}"
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class MalformedPage(TemporaryError):
    """A page that is not well-formed XML: worth asking for again, and repaired if it stays so."""

    def __init__(self, reason: str, body: bytes) -> None:
        super().__init__("An OAI-PMH page is well-formed XML", reason, "Try again later.")
        self.reason, self.body = reason, body


class PoliteScythe(Scythe):
    def __init__(self, url: str, client: Client) -> None:
        super().__init__(url)
        self.polite = client

    def harvest(self, query: dict[str, str]) -> OAIResponse:
        page = self._page(query)
        page.raise_for_oaipmh_error()
        return page

    def _page(self, query: dict[str, str]) -> Page:
        pages: list[Page] = []
        try:
            self.polite.get(
                self.endpoint, query, accept=lambda answer: pages.append(Page.read(answer.body, query))
            )
        except MalformedPage as error:
            return Page.repaired(error, query)
        return pages[-1]


class Page(OAIResponse):
    def __init__(
        self, tree: etree._Element, query: dict[str, str], damage: tuple[Rejected, ...] = ()
    ) -> None:
        super().__init__(http_response=cast(Any, None), params=query)
        self.tree, self.damage = tree, damage
        for token in tree.iter(f"{NS}resumptionToken"):  # Scythe takes blanks for a token.
            token.text = (token.text or "").strip() or None

    @property
    def xml(self) -> etree._Element:
        return self.tree

    @classmethod
    def read(cls, body: bytes, query: dict[str, str]) -> Self:
        try:
            return cls(_parse(body, recover=False), query)
        except etree.XMLSyntaxError as error:
            raise MalformedPage(str(error), body) from error

    @classmethod
    def repaired(cls, malformed: MalformedPage, query: dict[str, str]) -> Self:
        """What can be read of a page that came damaged each time; only if its end, the token, can be read too."""
        tree = _parse(malformed.body, recover=True)
        if tree.find(f".//{NS}resumptionToken") is None:
            raise malformed
        where = query.get("resumptionToken") or query.get("from", "first page")
        excerpt = malformed.body[:200].decode("utf-8", "replace")
        return cls(
            tree,
            query,
            (Rejected(f"page {where}"[:500], f"damaged XML: {malformed.reason}", excerpt, "damaged XML"),),
        )

    def days(self) -> Iterator[str]:
        """The datestamps of its records, to the day; what is none is left out."""
        for datestamp in self.tree.iter(f"{NS}datestamp"):
            day = (datestamp.text or "").strip()[:10]
            if DAY.fullmatch(day) and _is_date(day):
                yield day


def _is_date(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _parse(body: bytes, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(body, parser)
    if tree is None or tree.tag != f"{NS}OAI-PMH":
        raise TemporaryError("An OAI-PMH server answers with OAI-PMH", body[:80].decode("utf-8", "replace"))
    if tree.getroottree().docinfo.internalDTD is not None:
        raise InputError("An OAI-PMH page has no document type", tree.getroottree().docinfo.doctype)
    return tree
