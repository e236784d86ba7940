"""arXiv's query API by numbers: what arXiv says of papers that other sources know by their numbers alone.

A number is requested until arXiv's record of it is there, so a harvest that was stopped needs no other memory. Numbers
that arXiv does not have stand in the cursor with the day, are set aside with their reason, and are requested again after
`unknown_days`. Each request names `KNOWN` too: an answer without it is a failure of the server, and proves nothing
about the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.arxiv_answers import entries_and_total
from broadsheet.harvest.arxiv_waiting import waiting_numbers
from broadsheet.harvest.client import Answer, Client
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import arxiv_atom
from broadsheet.harvest.source import Batch
from broadsheet.papers.record import Record

OPTIONS: dict[str, Any] = {
    "url": "https://export.arxiv.org/api/query",
    "papers_of": ["ledger"],
    "page_size": 50,
    "unknown_days": 30,
}
KNOWN = "0704.0001"
"""The first number that arXiv gave in its present form."""
RULE = "arXiv has a paper of this number"


def harvest(
    options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
) -> Iterator[Batch]:
    """`since` has no meaning here: all papers that wait are completed, whatever their date."""
    if not 1 <= options["page_size"] <= 500:
        raise InputError("arXiv is asked for 1 to 500 numbers at a time", options["page_size"])
    waiting = waiting_numbers(options["papers_of"])
    unknown = _still_unknown(cursor, waiting, client.days_ago(options["unknown_days"]))
    numbers = [number for number in waiting if number not in unknown]
    yield Batch((), (), {"unknown": unknown}, len(numbers))
    for page in _pages(numbers, options["page_size"]):
        records, rejected = _records(page, options["url"], client)
        unknown |= {each.locator: client.today().isoformat() for each in rejected}
        yield Batch(records, rejected, {"unknown": dict(unknown)}, len(numbers))


def _still_unknown(cursor: Mapping[str, Any], waiting: Sequence[str], since: date) -> dict[str, str]:
    """{number: day on which arXiv did not have it}, without those that are to be requested again."""
    former = cursor.get("unknown", {})
    return {number: former[number] for number in waiting if former.get(number, "") > since.isoformat()}


def _pages(numbers: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _records(
    numbers: Sequence[str], url: str, client: Client
) -> tuple[tuple[Record, ...], tuple[Rejected, ...]]:
    """What arXiv says of these numbers, and which of them it does not have.

    arXiv refuses a whole request for the sake of one number (400). Then each half is asked for; where it refuses
    `KNOWN` alone too, the fault is not a number's.
    """
    try:
        answer = client.get(url, _query(numbers), accept=partial(_check, len(numbers)))
    except InputError as error:
        if len(numbers) == 1:
            client.get(url, _query(()), accept=partial(_check, 0))
            return (), (_unknown(numbers[0], str(error)),)
        middle = len(numbers) // 2
        first, second = (_records(half, url, client) for half in (numbers[:middle], numbers[middle:]))
        return first[0] + second[0], first[1] + second[1]
    records = {
        each.key: each for each in arxiv_atom.read(BytesIO(answer.body), "") if isinstance(each, Record)
    }
    missing = (number for number in numbers if number not in records)
    return (
        tuple(records[number] for number in numbers if number in records),
        tuple(_unknown(number) for number in missing),
    )


def _query(numbers: Sequence[str]) -> dict[str, str]:
    named = dict.fromkeys((*numbers, KNOWN))
    return {"id_list": ",".join(named), "start": "0", "max_results": str(len(named))}


def _check(count: int, answer: Answer) -> None:
    entries, total = entries_and_total(answer)
    if entries != total or f"/abs/{KNOWN}".encode() not in answer.body:
        raise TemporaryError(
            "An answer of arXiv holds the papers that were asked for",
            f"{entries} of {total}, asked for {count} and {KNOWN}",
            "Try again later.",
        )


def _unknown(number: str, reason: str = "") -> Rejected:
    stated = f"{RULE}: {reason}" if reason else f"{RULE} (received: {number})"
    return Rejected(number, stated, rule=RULE)
