"""Sitemaps: an index of files, each of which holds a bounded stretch of papers by their numbers.

By number rather than by page, because a file is then one range of the primary key, however many papers there are,
and keeps its papers as others come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Max
from django.urls import reverse
from lxml import etree
from lxml.builder import ElementMaker

from broadsheet.api.xml_text import xml_text
from broadsheet.claims.models import Claim
from broadsheet.editions.models import Edition
from broadsheet.papers.models import Field, Paper, PaperList
from broadsheet.papers.record import Status

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
STRETCH = 5_000
LONGEST = 50_000
"""Addresses in one file, by the sitemap protocol."""
_PAGES = ("home", "trending", "lists", "fields", "ledger", "about", "formula", "testing")

_e = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


class Place(NamedTuple):
    path: str
    changed: date | None = None


def index(base: str) -> bytes:
    highest = Paper.objects.aggregate(highest=Max("id"))["highest"] or 0
    names = [*FILES, *(f"papers-{number}" for number in range(highest // STRETCH + 1))]
    files = (_e.sitemap(_e.loc(f"{base}/sitemaps/{name}.xml")) for name in names)
    return _written(_e.sitemapindex(*files))


def file(places: Iterable[Place], base: str) -> bytes:
    return _written(_e.urlset(*(_url(place, base) for place in places)))


def papers(number: int) -> list[Place]:
    """Of one stretch, without those that were merged away or deleted."""
    first = number * STRETCH
    listed = Paper.unmerged.exclude(status=Status.DELETED)
    rows = (
        listed.filter(id__gte=first, id__lt=first + STRETCH)
        .order_by("id")
        .only("public_id", "updated", "day")
    )
    return [Place(row.get_absolute_url(), row.updated.date() if row.updated else row.day) for row in rows]


def _pages() -> Iterable[Place]:
    return (Place(reverse(name)) for name in _PAGES)


def _editions() -> Iterable[Place]:
    return (Place(row.get_absolute_url(), row.frozen.date()) for row in Edition.objects.all()[:LONGEST])


def _claims() -> Iterable[Place]:
    rows = Claim.objects.values_list("ledger_id", flat=True)[:LONGEST]
    return (Place(reverse("claim", args=[ledger_id])) for ledger_id in rows)


def _fields() -> Iterable[Place]:
    return (
        Place(reverse("field", args=[code]))
        for code in Field.objects.values_list("code", flat=True)[:LONGEST]
    )


def _lists() -> Iterable[Place]:
    return (Place(row.get_absolute_url(), row.day) for row in PaperList.objects.order_by("-id")[:LONGEST])


FILES: dict[str, Callable[[], Iterable[Place]]] = {
    "pages": _pages,
    "editions": _editions,
    "claims": _claims,
    "fields": _fields,
    "lists": _lists,
}


def _url(place: Place, base: str) -> etree._Element:
    written = _e.url(_e.loc(xml_text(base + place.path)))
    if place.changed:
        written.append(_e.lastmod(place.changed.isoformat()))
    return written


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
