"""arXiv's query API (Atom): the newest papers of some categories, page by page, back to where the last walk began.

A walk goes from the newest to the oldest. While it is under way new papers may push others to later pages, so that
a page repeats a few, never skips one. `overlap_days`: a paper is announced days after the date it carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.arxiv_answers import entries_and_total
from broadsheet.harvest.client import Answer, Client
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import arxiv_atom
from broadsheet.harvest.source import Batch
from broadsheet.papers.record import Record, midnight_utc

OPTIONS: dict[str, Any] = {
    "url": "https://export.arxiv.org/api/query",
    "categories": ...,
    "sort": "lastUpdatedDate",
    "page_size": 500,
    "overlap_days": 5,
    "first_days": 7,
}
SORTS = ("lastUpdatedDate", "submittedDate")


def harvest(
    options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
) -> Iterator[Batch]:
    if options["sort"] not in SORTS or not 1 <= options["page_size"] <= 2000:
        raise InputError(
            f"arXiv sorts by {' or '.join(SORTS)}, 1 to 2000 a page",
            f"{options['sort']}, {options['page_size']}",
        )
    default = client.days_ago(options["first_days"])
    state = _begin(_of_same_query(cursor, options), since, default, options["overlap_days"])
    while "start" in state:
        accept = partial(_check_page, state["start"])
        answer = client.get(options["url"], _query(options, state), accept=accept)
        found = list(arxiv_atom.read(BytesIO(answer.body), "query.atom"))
        records = tuple(item for item in found if isinstance(item, Record))
        total = entries_and_total(answer)[1]
        moments = [moment for record in records if (moment := _moment(record, options["sort"]))]
        state = _advance(state, moments, len(found), total, client.now())
        yield Batch(records, tuple(item for item in found if isinstance(item, Rejected)), state)


def _of_same_query(cursor: dict[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    query = " ".join([options["sort"], *sorted(options["categories"])])
    return dict(cursor) if cursor.get("query") == query else {"query": query}


def _begin(state: dict[str, Any], since: date | None, default: date, overlap_days: int) -> dict[str, Any]:
    """A walk's state: how far back it reaches (`stop`), its next page (`start`), the newest moment met so far."""
    reaches = state.get("since")
    if reaches is None or (since is not None and since.isoformat() < reaches):
        begin = since or default
        new = {"since": begin.isoformat(), "stop": midnight_utc(begin).isoformat(), "start": 0}
        return {"query": state["query"]} | new
    if "start" in state:
        return state
    stop = midnight_utc(date.fromisoformat(reaches))
    if done := state.get("done"):
        stop = max(stop, datetime.fromisoformat(done) - timedelta(days=overlap_days))
    return state | {"stop": stop.isoformat(), "start": 0}


def _query(options: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, str]:
    return {
        "search_query": " OR ".join(f"cat:{category}" for category in options["categories"]),
        "start": str(state["start"]),
        "max_results": str(options["page_size"]),
        "sortBy": options["sort"],
        "sortOrder": "descending",
    }


def _check_page(start: int, answer: Answer) -> None:
    """An empty page within the list is a failure of the server, not the end of the list."""
    entries, total = entries_and_total(answer)
    if entries == 0 and (start > 0 or total > 0) and (total == 0 or start < total):
        raise TemporaryError(
            "A page within arXiv's list has entries", f"none from {start} on", "Try again later."
        )


def _moment(record: Record, sort: str) -> datetime | None:
    moment = record.published if sort == "submittedDate" else record.updated or record.published
    return moment.astimezone(UTC) if moment else None


def _advance(
    state: Mapping[str, Any], moments: list[datetime], count: int, total: int, now: datetime
) -> dict[str, Any]:
    """The state after a page: the next page, or the end of the walk at its stop or at the end of the list."""
    known = [datetime.fromisoformat(state[key]) for key in ("newest", "done") if key in state]
    newest = {"newest": min(max([*known, *moments]), now).isoformat()} if known or moments else {}
    kept = {key: value for key, value in state.items() if key in ("query", "since", "done")}
    stopped = any(moment < datetime.fromisoformat(state["stop"]) for moment in moments)
    if stopped or count == 0 or state["start"] + count >= total:
        return kept | ({"done": newest["newest"]} if newest else {})
    return kept | newest | {"stop": state["stop"], "start": state["start"] + count}
