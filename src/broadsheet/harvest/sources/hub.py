"""The Hub's daily papers, day by day: which papers people listed, with votes and comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import orjson

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.client import Answer, Client
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import hub_daily
from broadsheet.harvest.source import Batch
from broadsheet.papers.record import Record

OPTIONS: dict[str, Any] = {
    "url": "https://huggingface.co/api/daily_papers",
    "interval_s": 2.0,
    "first_days": 7,
    "reread_days": 3,
}
PAGE_SIZE = 100
MAX_PAGES = 50
ONE_DAY = timedelta(days=1)


def harvest(
    options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
) -> Iterator[Batch]:
    state = dict(cursor)
    day, last = _first_day(state, since, client.days_ago(options["first_days"])), client.today()
    while day <= last:
        body = orjson.dumps(_day(options["url"], day, client))
        found = list(hub_daily.read(BytesIO(body), f"{day.isoformat()}.json"))
        state["day"] = day.isoformat()
        records = tuple(item for item in found if isinstance(item, Record))
        yield Batch(records, tuple(item for item in found if isinstance(item, Rejected)), dict(state))
        day += ONE_DAY
    # The day after which the next harvest begins, so that votes of the last days are read again.
    state["day"] = max(state["since"], (last - options["reread_days"] * ONE_DAY).isoformat())
    yield Batch((), (), state)


def _first_day(state: dict[str, Any], since: date | None, default: date) -> date:
    """The first day to request; a `since` before all earlier requests is the new beginning and stays in the cursor."""
    reaches = state.get("since")
    if reaches is None or (since is not None and since.isoformat() < reaches):
        begin = since or default
        state.clear()
        state["since"] = begin.isoformat()
        return begin
    return date.fromisoformat(state["day"]) + ONE_DAY if "day" in state else date.fromisoformat(reaches)


def _day(url: str, day: date, client: Client) -> list[Any]:
    items: list[Any] = []
    params: dict[str, str] | None = {"date": day.isoformat(), "limit": str(PAGE_SIZE)}
    for _ in range(MAX_PAGES):
        answer = client.get(url, params, accept=_check)
        items += orjson.loads(answer.body)
        if answer.next_url is None:
            return items
        url, params = answer.next_url, None
    raise InputError(f"A day of the Hub has {MAX_PAGES * PAGE_SIZE} papers at most", day.isoformat())


def _check(answer: Answer) -> None:
    try:
        valid = isinstance(orjson.loads(answer.body), list)
    except orjson.JSONDecodeError:
        valid = False
    if not valid:
        raise TemporaryError("The Hub answers with a JSON list", answer.body[:80].decode("utf-8", "replace"))
