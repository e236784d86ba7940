"""Any OAI-PMH repository, with every record's later revisions and deletion (openarchives.org, version 2.0).

`sets` empty: the whole repository. How it speaks OAI-PMH: see `oai_protocol`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from lxml import etree
from oaipmh_scythe.exceptions import BadResumptionToken, NoRecordsMatch, OAIPMHException
from oaipmh_scythe.iterator import OAIResponseIterator

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.client import Client
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import arxiv_oai
from broadsheet.harvest.oai_protocol import NS, Page, PoliteScythe
from broadsheet.harvest.source import Batch
from broadsheet.papers.record import Record

OPTIONS: dict[str, Any] = {"prefix": "oai_dc", "sets": [], "interval_s": 5.0, "first_days": 30}
OVERLAP = timedelta(days=1)
"""Datestamps are days: the last day harvested was perhaps not over."""
MAX_RESTARTS = 10
IN_ORDER_AFTER = 5
"""Datestamps that rose as often as this, and never fell, come in their order: no protocol says so, most servers do."""


@dataclass
class Walk:
    """Walk over one list, page by page; `state` is the value of its cursor.

    since: how far back the harvests reach; done: the newest datestamp of complete lists.
    Of a list under way: from, token, newest (datestamp so far), rises (how often it rose; -1: it also fell).
    """

    scythe: PoliteScythe
    prefix: str
    set: str
    state: dict[str, Any]

    def begin(self, since: date | None, default: date) -> None:
        reaches = self.state.get("since")
        if reaches is None or (since is not None and since.isoformat() < reaches):
            begin = (since or default).isoformat()
            self.state = {"since": begin, "from": begin}
        elif "from" not in self.state:
            done = self.state.get("done")
            self.state["from"] = max(reaches, _earlier(done)) if done else reaches

    def pages(self) -> Iterator[tuple[Page, int | None]]:
        for _ in range(MAX_RESTARTS):
            try:
                yield from self._pages()
            except NoRecordsMatch:
                self._finish()
                return
            except BadResumptionToken:
                self._restart()
            else:
                return
        raise TemporaryError(
            "A repository keeps a list long enough to be read", self.scythe.endpoint, "Later."
        )

    def _pages(self) -> Iterator[tuple[Page, int | None]]:
        pages = OAIResponseIterator(self.scythe, self._query())
        for page in cast(Iterator[Page], iter(pages)):
            for day in page.days():
                self._see(day)
            token = pages.resumption_token.token if pages.resumption_token else None
            if token is not None and token == self.state.get("token"):
                raise InputError(
                    "A resumption token leads on", token, "The repository repeats itself; report it."
                )
            size = pages.resumption_token.complete_list_size if pages.resumption_token else None
            if token:
                self.state["token"] = token
            else:
                self._finish()
            yield page, int(size) if size and size.isdecimal() else None

    def _query(self) -> dict[str, str]:
        if token := self.state.get("token"):
            return {"verb": "ListRecords", "resumptionToken": token}
        of_set = {"set": self.set} if self.set else {}
        return {"verb": "ListRecords", "metadataPrefix": self.prefix, "from": self.state["from"]} | of_set

    def _see(self, day: str) -> None:
        newest, rises = self.state.get("newest", day), self.state.get("rises", 0)
        self.state["rises"] = -1 if day < newest or rises < 0 else rises + (day > newest)
        self.state["newest"] = max(day, newest)

    def _restart(self) -> None:
        """The token expired: on from the last datestamp if the list came in their order, else from its beginning."""
        self.state.pop("token", None)
        newest, rises = self.state.pop("newest", ""), self.state.pop("rises", 0)
        if rises >= IN_ORDER_AFTER:
            self.state["from"] = _earlier(min(newest, self._today()))

    def _finish(self) -> None:
        ends = [end for end in (self.state.get("done"), self.state.get("newest")) if end]
        self.state = {"since": self.state["since"]} | (
            {"done": min(max(ends), self._today())} if ends else {}
        )

    def _today(self) -> str:
        return self.scythe.polite.today().isoformat()


def harvest(
    options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
) -> Iterator[Batch]:
    prefix = options["prefix"]
    states: dict[str, Any] = dict(cursor.get("sets", {})) if cursor.get("prefix") == prefix else {}
    sets = options["sets"] or [""]
    for name in sets:
        walk = Walk(PoliteScythe(options["url"], client), prefix, name, dict(states.get(name, {})))
        walk.begin(since, client.days_ago(options["first_days"]))
        try:
            for page, size in walk.pages():
                states[name] = dict(walk.state)
                records, rejected = _sort_out(page)
                kept = {"prefix": prefix, "sets": dict(states)}
                yield Batch(records, rejected, kept, expected=size if len(sets) == 1 else None)
        except OAIPMHException as error:
            answer = f"{type(error).__name__}: {error}"
            raise InputError(
                "The repository refuses the request", answer, "Check prefix and sets."
            ) from error
        states[name] = dict(walk.state)
        yield Batch((), (), {"prefix": prefix, "sets": dict(states)})


def _sort_out(page: Page) -> tuple[tuple[Record, ...], tuple[Rejected, ...]]:
    found = [
        arxiv_oai.parse_record(cast(etree._Element, element)) for element in page.xml.iter(f"{NS}record")
    ]
    rejected = [*page.damage, *(piece for piece in found if isinstance(piece, Rejected))]
    return tuple(piece for piece in found if isinstance(piece, Record)), tuple(rejected)


def _earlier(day: str) -> str:
    return (date.fromisoformat(day) - OVERLAP).isoformat()
