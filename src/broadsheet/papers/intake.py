"""Store source records: the only code that creates and changes papers.

A batch is one transaction. A record already known by its source and key, and equal, changes nothing, so that
taking the same thing twice equals taking it once, and a killed import is simply run again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from broadsheet.papers import identity
from broadsheet.papers.models import Counter, Cursor, RecordNote, Reject, Revision, SourceRecord, Version
from broadsheet.papers.prepare import Prepared, digest, prepare
from broadsheet.papers.record import Record, Status
from broadsheet.papers.reprojection import reproject
from broadsheet.papers.reused_keys import with_own_keys
from broadsheet.papers.rows import chunks, insert, moment, rows_in
from broadsheet.papers.store import PaperWrite, write_papers


@dataclass(frozen=True, slots=True)
class Counts:
    """Records read, by what became of them."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    noted: int = 0
    """Number of new and updated records that were stored without a field that could not be read."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.read + other.read,
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.noted + other.noted,
        )


class CursorState(NamedTuple):
    source: str
    state: dict[str, Any]


class Example(NamedTuple):
    locator: str
    reason: str
    excerpt: str


class RejectRow(NamedTuple):
    """Records of one source that broke one rule; what is said of one is said of the first."""

    source: str
    locator: str
    reason: str
    excerpt: str
    rule: str
    records: int = 1
    examples: tuple[Example, ...] = ()


class Known(NamedTuple):
    record_id: int
    paper_id: int
    digest: bytes


def take(
    batch: Sequence[Prepared],
    *,
    now: datetime,
    cursor: CursorState | None = None,
    rejects: Sequence[RejectRow] = (),
    rejected: int = 0,
) -> Counts:
    """Store a batch, how many were set aside of it and in which rows, and how far its source has been read."""
    latest = _latest(batch)
    repeated = len(batch) - len(latest)
    counts = Counts(read=rejected + repeated, unchanged=repeated, rejected=rejected)
    with transaction.atomic():
        for part in _separable(latest):
            counts += _take_part(part, now)
        _keep_rejects(rejects, now)
        if cursor is not None:
            Cursor.objects.update_or_create(source=cursor.source, defaults={"state": cursor.state, "at": now})
    return counts


def _latest(batch: Sequence[Prepared]) -> Sequence[Prepared]:
    """Drop statements that a later one of the batch replaces, unless their texts differ, which makes a version."""
    if len({prepared.name for prepared in batch}) == len(batch):
        return batch
    place: dict[tuple[str, str], int] = {}
    latest: list[Prepared | None] = list(batch)
    for at, prepared in enumerate(batch):
        before = place.get(prepared.name)
        if before is not None and _same_texts(batch[before], prepared):
            latest[before] = None
        place[prepared.name] = at
    return [prepared for prepared in latest if prepared is not None]


def _same_texts(one: Prepared, other: Prepared) -> bool:
    texts = [(each.status, each.content.title, each.content.abstract) for each in (one, other)]
    return texts[0] == texts[1]


def _separable(batch: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    """Parts in which no two records could be the same paper, so that each part need only look at the database."""
    part: list[Prepared] = []
    seen: set[object] = set()
    for prepared in batch:
        marks = {prepared.name, prepared.content.title_hash or None, *prepared.identifiers} - {None}
        if not seen.isdisjoint(marks):
            yield part
            part, seen = [], set()
        part.append(prepared)
        seen |= marks
    if part:
        yield part


def _take_part(part: Sequence[Prepared], now: datetime) -> Counts:
    known = _known(part)
    renamed = with_own_keys(part, {name: (held.record_id, held.digest) for name, held in known.items()})
    if any(new is not old for new, old in zip(renamed, part, strict=True)):
        part, known = renamed, _known(renamed)
    changed: list[tuple[Prepared, Known]] = []
    new_records: list[Prepared] = []
    for prepared in part:
        before = known.get(prepared.name)
        if before is None:
            if prepared.status is not Status.DELETED:
                new_records.append(prepared)
        elif before.digest != prepared.digest:
            changed.append((prepared, before))
    if not new_records and not changed:
        return Counts(read=len(part), unchanged=len(part))
    revision = Revision.begin(now)
    touched = _revise(changed, now)
    new, joined = _add(new_records, revision, now)
    reproject(touched | joined, revision, now)
    updated = len(changed) + len(new_records) - new
    noted = sum(bool(p.notes) for p in new_records) + sum(bool(p.notes) for p, _ in changed)
    return Counts(len(part), new, updated, len(part) - new - updated, noted=noted)


def _known(part: Sequence[Prepared]) -> dict[tuple[str, str], Known]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for prepared in part:
        by_source[prepared.source].append(prepared.key)
    known = {}
    for source, keys in by_source.items():
        columns = ("key", "id", "paper_id", "digest")
        for key, record_id, paper_id, digest_ in rows_in(SourceRecord, columns, "key", keys, source=source):
            known[source, key] = Known(record_id, paper_id, bytes(digest_))
    return known


def _revise(changed: Sequence[tuple[Prepared, Known]], now: datetime) -> set[int]:
    """Store revised statements; a title or abstract that changed leaves a version behind."""
    for prepared, known in changed:
        row = SourceRecord.objects.get(id=known.record_id)
        before = row.record
        revised = _with_content_of_deleted(prepared, before)
        if (before.title, before.abstract) != (revised.content.title, revised.content.abstract):
            number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
            row.versions.add(
                Version(
                    number=number,
                    title=before.title,
                    abstract=before.abstract,
                    seen=row.changed,
                    superseded=now,
                ),
                bulk=False,
            )
        row.payload, row.digest, row.changed = revised.payload, revised.digest, now
        row.save(update_fields=("payload", "digest", "changed"))
    _renew_notes([(known.record_id, prepared.notes) for prepared, known in changed])
    return {known.paper_id for _, known in changed}


def _renew_notes(noted: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    for chunk in chunks([record_id for record_id, _ in noted]):
        RecordNote.objects.filter(record__in=chunk).delete()
    _insert_notes(noted)


def _insert_notes(noted: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    rows = ((record_id, note) for record_id, notes in noted for note in notes)
    insert(RecordNote, ("record_id", "text"), rows)


def _with_content_of_deleted(prepared: Prepared, before: Record) -> Prepared:
    """A deletion arrives without title or abstract: the paper keeps its own, with the notice."""
    if prepared.status is Status.DELETED and not prepared.content.title:
        kept = prepare(replace(before, status=Status.DELETED))
        return kept._replace(digest=prepared.digest)
    return prepared


def _add(new_records: Sequence[Prepared], revision: int, now: datetime) -> tuple[int, set[int]]:
    """Store new statements. Returns how many made a new paper, and the papers that the others joined."""
    if not new_records:
        return 0, set()
    matched = identity.match(new_records)
    first_record = Counter.advance("record", len(new_records))
    next_paper = (
        Counter.advance("paper", len(new_records) - len(matched)) if len(matched) < len(new_records) else 0
    )
    paper_ids, writes = [], []
    for index, prepared in enumerate(new_records):
        if index in matched:
            paper_ids.append(matched[index])
            continue
        paper_ids.append(next_paper)
        writes.append(PaperWrite(next_paper, prepared.content, (first_record + index,), is_new=True))
        next_paper += 1
    _insert_records(new_records, first_record, paper_ids, now)
    write_papers(writes, revision, now)
    return len(writes), set(matched.values())


def _insert_records(
    new_records: Sequence[Prepared], first_id: int, paper_ids: Sequence[int], now: datetime
) -> None:
    seen = moment(now)
    columns = ("id", "paper_id", "source", "key", "digest", "payload", "first_seen", "changed")
    rows = (
        (first_id + i, paper_ids[i], p.source, p.key, p.digest, p.payload, seen, seen)
        for i, p in enumerate(new_records)
    )
    insert(SourceRecord, columns, rows)
    _insert_notes((first_id + i, p.notes) for i, p in enumerate(new_records) if p.notes)


def _keep_rejects(rejects: Sequence[RejectRow], now: datetime) -> None:
    """A row that is there already, of an earlier batch or import of the same file, has its count brought up to date."""
    Reject.objects.bulk_create(
        [
            Reject(
                source=row.source,
                locator=row.locator,
                reason=row.reason,
                excerpt=row.excerpt,
                count=row.records,
                examples=[example._asdict() for example in row.examples],
                digest=digest(row.rule.encode()),
                at=now,
            )
            for row in rejects
        ],
        update_conflicts=True,
        unique_fields=("source", "locator", "digest"),
        update_fields=("count", "examples"),
    )
