"""Reading a request: exactly one verb, the arguments that it takes, each once, each of its form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from broadsheet.api.oai.errors import OaiError, bad_argument

LISTS = ("ListIdentifiers", "ListRecords")
_SELECTIVE = frozenset({"from", "until", "set", "metadataPrefix", "resumptionToken"})
TAKEN: dict[str, frozenset[str]] = {
    "Identify": frozenset(),
    "ListMetadataFormats": frozenset({"identifier"}),
    "ListSets": frozenset({"resumptionToken"}),
    "GetRecord": frozenset({"identifier", "metadataPrefix"}),
    "ListIdentifiers": _SELECTIVE,
    "ListRecords": _SELECTIVE,
}
NEEDED = {
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListIdentifiers": ("metadataPrefix",),
    "ListRecords": ("metadataPrefix",),
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
MAX_TOKEN_CHARS = 500


@dataclass(frozen=True)
class Request:
    verb: str
    arguments: dict[str, str]

    def get(self, name: str) -> str:
        return self.arguments.get(name, "")

    @property
    def first(self) -> datetime | None:
        return _moment(self.get("from"), timedelta()) if self.get("from") else None

    @property
    def end(self) -> datetime | None:
        """The moment after the last one asked for: `until` includes its own second, or its own day."""
        until = self.get("until")
        if not until:
            return None
        return _moment(until, timedelta(seconds=1) if "T" in until else timedelta(days=1))


def read(query: QueryDict) -> Request:
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in TAKEN:
        raise OaiError("badVerb", f"A request has one verb, of {', '.join(TAKEN)}", ", ".join(verbs) or None)
    request = Request(verbs[0], {name: str(query[name]) for name in query if name != "verb"})
    _check_names(request, query)
    if "resumptionToken" in request.arguments:
        if len(request.arguments) > 1:
            raise bad_argument("A resumptionToken stands alone")
        return request
    _check_values(request)
    return request


def _check_names(request: Request, query: QueryDict) -> None:
    for name in query:
        if name != "verb" and name not in TAKEN[request.verb]:
            raise bad_argument(f"{request.verb} does not take this argument", name)
        if len(query.getlist(name)) > 1:
            raise bad_argument("An argument is given once", name)


def _check_values(request: Request) -> None:
    for name in NEEDED.get(request.verb, ()):
        if not request.get(name):
            raise bad_argument(f"{request.verb} needs {name}")
    first, until = request.get("from"), request.get("until")
    for moment in filter(None, (first, until)):
        if not _MOMENT.fullmatch(moment):
            raise bad_argument("A date is written YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ", moment)
    if first and until and len(first) != len(until):
        raise bad_argument("from and until have the same granularity", f"{first}, {until}")
    begin, end = request.first, request.end
    if begin and end and begin >= end:
        raise bad_argument("from is not later than until", f"{first}, {until}")


def _moment(text: str, more: timedelta) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) + more
    except (ValueError, OverflowError) as error:
        raise bad_argument("A date exists in the calendar", text) from error
