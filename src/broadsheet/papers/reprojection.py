"""Project papers again from all their source records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from broadsheet.papers.content import Content, local_identifier, project
from broadsheet.papers.models import Identifier, SourceRecord
from broadsheet.papers.record import Record
from broadsheet.papers.store import PaperWrite, write_papers


def reproject(
    paper_ids: Collection[int], revision: int, now: datetime, new: Collection[int] = frozenset()
) -> None:
    """Write these papers as their records now describe them; `new` are those without a row yet."""
    rows: dict[int, list[SourceRecord]] = defaultdict(list)
    for row in SourceRecord.objects.filter(paper__in=paper_ids).order_by("id"):
        rows[row.paper_id].append(row)
    contents = {}
    records = {}
    for paper_id, held in rows.items():
        records[paper_id] = [row.record for row in held]
        contents[paper_id] = project(records[paper_id])
    taken = _owned_by_others(contents)
    writes = [
        PaperWrite(
            paper_id,
            _without(taken, contents[paper_id], records[paper_id][0], paper_id),
            tuple(row.id for row in held),
            paper_id in new,
        )
        for paper_id, held in rows.items()
    ]
    write_papers(writes, revision, now)


def _owned_by_others(contents: dict[int, Content]) -> dict[tuple[str, str], int]:
    """{identifier: the other paper that has it}, among the identifiers that these papers state."""
    values = {identifier.value for content in contents.values() for identifier in content.identifiers}
    rows = Identifier.objects.filter(value__in=values).values_list("scheme", "value", "paper_id")
    return {(scheme, value): paper_id for scheme, value, paper_id in rows}


def _without(taken: dict[tuple[str, str], int], content: Content, first: Record, paper_id: int) -> Content:
    """An identifier belongs to the paper that had it first, also where two papers were told apart by hand."""
    free = tuple(i for i in content.identifiers if taken.get(i, paper_id) == paper_id)
    if free == content.identifiers:
        return content
    return content._replace(identifiers=free or (local_identifier(first),))
