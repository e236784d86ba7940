"""A repository of invented papers, served by the library `oai-repo`: verbs, lists, tokens and errors are its own.

The one thing that it cannot do is added to what it says: the mark of a deleted record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import oai_repo
from lxml import etree
from tests.harvest.live.web_server import Answer, reply

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "http://purl.org/dc/elements/1.1/"
FORMATS = {
    "arXiv": ("http://arxiv.org/OAI/arXiv.xsd", "http://arxiv.org/OAI/arXiv/"),
    "arXivRaw": ("http://arxiv.org/OAI/arXivRaw.xsd", "http://arxiv.org/OAI/arXivRaw/"),
    "oai_dc": (
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
    ),
}
FIRST_DAY = date(2026, 10, 1)


@dataclass
class Item:
    arxiv_id: str
    title: str
    datestamp: date
    sets: list[str]
    deleted: bool = False

    @property
    def identifier(self) -> str:
        return f"oai:arXiv.org:{self.arxiv_id}"


def items(count: int, per_day: int = 20) -> list[Item]:
    """`per_day` papers a day from October 2026 on; each tenth is deleted, each third is in `stat` too."""
    return [
        Item(
            f"2610.{number:05}",
            f"Paper {number} on the growth of trees",
            FIRST_DAY + timedelta(days=number // per_day),
            ["cs", "stat"] if number % 3 == 0 else ["cs"],
            deleted=number % 10 == 9,
        )
        for number in range(count)
    ]


@dataclass
class Repository(oai_repo.DataInterface):
    """`state`: changing it withdraws every resumption token that was given out."""

    items: list[Item]
    limit: int = 50
    state: int = 1
    served: list[dict[str, str]] = field(default_factory=list)

    def get_identify(self) -> oai_repo.Identify:
        return oai_repo.Identify(
            repository_name="Invented papers",
            base_url="http://localhost/oai",
            admin_email=["admin@example.org"],
            earliest_datestamp="2026-10-01",
            deleted_record="persistent",
            granularity="YYYY-MM-DD",
        )

    def is_valid_identifier(self, identifier: str) -> bool:
        return any(item.identifier == identifier for item in self.items)

    def get_metadata_formats(self, identifier: str | None = None) -> list[oai_repo.MetadataFormat]:
        return [oai_repo.MetadataFormat(prefix, *places) for prefix, places in FORMATS.items()]

    def get_record_header(self, identifier: str) -> oai_repo.RecordHeader:
        item = self._item(identifier)
        return oai_repo.RecordHeader(identifier, item.datestamp.isoformat(), item.sets)

    def get_record_metadata(self, identifier: str, metadataprefix: str) -> Any:
        return WRITERS[metadataprefix](self._item(identifier))

    def get_record_abouts(self, identifier: str) -> list[Any]:
        return []

    def list_set_specs(self, identifier: str | None = None, cursor: int = 0) -> tuple[Any, Any, Any]:
        return ["cs", "stat"], 2, None

    def get_set(self, setspec: str) -> oai_repo.Set:
        return oai_repo.Set(setspec, setspec, [])

    def list_identifiers(
        self,
        metadataprefix: str,
        filter_from: datetime | None = None,
        filter_until: datetime | None = None,
        filter_set: str | None = None,
        cursor: int = 0,
    ) -> tuple[Any, Any, Any]:
        found = [
            item.identifier
            for item in self.items
            if (filter_from is None or item.datestamp >= filter_from.date())
            and (filter_until is None or item.datestamp <= filter_until.date())
            and (filter_set is None or filter_set in item.sets)
        ]
        return found[cursor : cursor + self.limit], len(found), self.state

    def _item(self, identifier: str) -> Item:
        return next(item for item in self.items if item.identifier == identifier)

    def say(self, query: dict[str, str]) -> bytes:
        self.served.append(dict(query))
        said = etree.fromstring(bytes(oai_repo.OAIRepository(self).process(dict(query))))
        deleted = {item.identifier for item in self.items if item.deleted}
        for record in said.iter(f"{OAI}record"):
            header, metadata = record[0], record[1]
            if header.findtext(f"{OAI}identifier") in deleted:
                header.set("status", "deleted")
                record.remove(metadata)
        return etree.tostring(said, xml_declaration=True, encoding="UTF-8")

    def answer(self, between: Callable[[], None] = lambda: None) -> Answer:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            between()
            body = self.say(dict(parse_qsl(urlsplit(handler.path).query)))
            reply(body, Content_Type="text/xml; charset=utf-8")(handler)

        return answer


def _arxiv(item: Item) -> Any:
    root = etree.Element("arXiv", nsmap={None: FORMATS["arXiv"][1]})
    _add(root, "id", item.arxiv_id)
    _add(root, "created", "2026-10-01")
    author = etree.SubElement(etree.SubElement(root, "authors"), "author")
    _add(author, "keyname", "Müller")
    _add(author, "forenames", "Anna")
    _add(root, "title", item.title)
    _add(root, "categories", "cs.LG stat.ML")
    _add(root, "abstract", f"We measure {item.title.lower()}.")
    return root


def _arxiv_raw(item: Item) -> Any:
    root = etree.Element("arXivRaw", nsmap={None: FORMATS["arXivRaw"][1]})
    _add(root, "id", item.arxiv_id)
    _add(root, "submitter", "Anna Müller")
    for number in (1, 2):
        version = etree.SubElement(root, "version", version=f"v{number}")
        _add(version, "date", f"Thu, {number} Oct 2026 10:00:00 GMT")
        _add(version, "size", "12kb")
    _add(root, "title", item.title)
    _add(root, "authors", "Anna Müller")
    _add(root, "categories", "cs.LG stat.ML")
    _add(root, "abstract", f"We measure {item.title.lower()}.")
    return root


def _oai_dc(item: Item) -> Any:
    root = etree.Element(f"{{{FORMATS['oai_dc'][1]}}}dc", nsmap={"oai_dc": FORMATS["oai_dc"][1], "dc": DC})
    _add(root, f"{{{DC}}}title", item.title)
    _add(root, f"{{{DC}}}creator", "Müller, Anna")
    _add(root, f"{{{DC}}}description", f"We measure {item.title.lower()}.")
    _add(root, f"{{{DC}}}date", "2026-10-01")
    _add(root, f"{{{DC}}}identifier", f"http://arxiv.org/abs/{item.arxiv_id}")
    return root


def _add(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


WRITERS: dict[str, Callable[[Item], Any]] = {"arXiv": _arxiv, "arXivRaw": _arxiv_raw, "oai_dc": _oai_dc}
