"""Writing papers in bulk: plain SQL with many rows a statement, the same for a new paper and a changed one.

Everything here runs inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from broadsheet.papers import taxonomy
from broadsheet.papers.content import Content, public_id
from broadsheet.papers.models import (
    Author,
    Authorship,
    Field,
    Identifier,
    Link,
    Listing,
    Organisation,
    Paper,
    PaperField,
    PaperList,
)
from broadsheet.papers.precision import Precision
from broadsheet.papers.rows import Row, chunks, execute_many, ids_by, insert, moment


@dataclass(frozen=True, slots=True)
class PaperWrite:
    paper_id: int
    content: Content
    record_ids: tuple[int, ...]
    """Ids of the records projected into `content`, in that order."""
    is_new: bool


def write_papers(writes: Sequence[PaperWrite], revision: int, now: datetime) -> None:
    """Store the papers and everything that hangs on them; what a changed paper no longer has goes."""
    changed = [write.paper_id for write in writes if not write.is_new]
    for model in (Authorship, PaperField, Identifier, Link, Listing):
        _delete(model, changed)
    fields, organisations = _fields(writes), _organisations(writes)
    _insert_papers([w for w in writes if w.is_new], fields, organisations, revision, now)
    _update_papers([w for w in writes if not w.is_new], fields, organisations, revision)
    _write_authorships(writes)
    _write_fields(writes, fields)
    _write_links(writes)
    _write_listings(writes)


PAPER_COLUMNS = (
    "title", "plain_title", "title_hash", "abstract", "plain_abstract", "summary", "status", "published",
    "published_precision", "updated", "day", "organisation_id", "author_count", "primary_field_id", "has_code", "upvotes",
    "comments", "public_id", "revision",
)  # fmt: skip


def _paper_row(
    write: PaperWrite, fields: dict[str, int], organisations: dict[str, int], revision: int
) -> Row:
    content = write.content
    return (
        content.title, content.plain_title, content.title_hash, content.abstract, content.plain_abstract,
        content.summary, content.status.value, moment(content.published),
        _unless_day(content.published_precision), moment(content.updated),
        connection.ops.adapt_datefield_value(content.day), organisations.get(content.organisation),
        content.author_count, fields[content.fields[0]] if content.fields else None, content.has_code,
        content.upvotes, content.comments, public_id(content.identifiers[0]), revision,
    )  # fmt: skip


def _unless_day(precision: Precision) -> str | None:
    return None if precision is Precision.DAY else precision.value


def _insert_papers(
    writes: Sequence[PaperWrite],
    fields: dict[str, int],
    organisations: dict[str, int],
    revision: int,
    now: datetime,
) -> None:
    seen = moment(now)
    rows = (
        (*_paper_row(write, fields, organisations, revision), write.paper_id, seen, 0.0) for write in writes
    )
    insert(Paper, (*PAPER_COLUMNS, "id", "first_seen", "trending"), rows)


def _update_papers(
    writes: Sequence[PaperWrite], fields: dict[str, int], organisations: dict[str, int], revision: int
) -> None:
    settings = ", ".join(f'"{column}" = %s' for column in PAPER_COLUMNS)
    rows = [(*_paper_row(write, fields, organisations, revision), write.paper_id) for write in writes]
    execute_many(f'UPDATE "{Paper._meta.db_table}" SET {settings} WHERE "id" = %s', rows)


def _write_authorships(writes: Sequence[PaperWrite]) -> None:
    names = {name for write in writes for name, _ in write.content.authors}
    ids = ids_by(Author, "name", sorted(names))
    unknown = sorted(names - ids.keys())
    insert(Author, ("name",), ((name,) for name in unknown), ignore=True)
    ids |= ids_by(Author, "name", unknown)
    rows = (
        (write.paper_id, ids[name], position, affiliation)
        for write in writes
        for position, (name, affiliation) in enumerate(write.content.authors, 1)
    )
    insert(Authorship, ("paper_id", "author_id", "position", "affiliation"), rows)


def _write_fields(writes: Sequence[PaperWrite], fields: dict[str, int]) -> None:
    rows = (
        (write.paper_id, fields[code], position)
        for write in writes
        for position, code in enumerate(write.content.fields)
    )
    insert(PaperField, ("paper_id", "field_id", "position"), rows)


def _write_links(writes: Sequence[PaperWrite]) -> None:
    insert(
        Identifier,
        ("paper_id", "scheme", "value"),
        ((w.paper_id, i.scheme, i.value) for w in writes for i in w.content.identifiers),
        ignore=True,
    )
    insert(
        Link,
        ("paper_id", "kind", "url"),
        ((w.paper_id, link.kind.value, link.url) for w in writes for link in w.content.links),
    )


def _write_listings(writes: Sequence[PaperWrite]) -> None:
    placed = [(write, *place) for write in writes for place in write.content.listings]
    lists = {place.list_slug: place for _, _, place in placed}
    adapt = connection.ops.adapt_datefield_value
    insert(
        PaperList,
        ("slug", "title", "day"),
        ((slug, place.list_title, adapt(place.day)) for slug, place in lists.items()),
        ignore=True,
    )
    ids = ids_by(PaperList, "slug", lists)
    rows = (
        (
            ids[place.list_slug], write.paper_id, write.record_ids[index], place.position,
            adapt(place.listed_on), place.submitter, place.upvotes, place.comments,
        )
        for write, index, place in placed
    )  # fmt: skip
    columns = (
        "paper_list_id",
        "paper_id",
        "record_id",
        "position",
        "listed_on",
        "submitter",
        "upvotes",
        "comments",
    )
    insert(Listing, columns, rows)


def _fields(writes: Sequence[PaperWrite]) -> dict[str, int]:
    codes = {code for write in writes for code in write.content.fields}
    known = ids_by(Field, "code", codes)
    described = ((code, *taxonomy.describe(code)) for code in sorted(codes - known.keys()))
    insert(Field, ("code", "name", "group"), described, ignore=True)
    return known | ids_by(Field, "code", codes - known.keys())


def _organisations(writes: Sequence[PaperWrite]) -> dict[str, int]:
    names = {write.content.organisation for write in writes} - {""}
    insert(Organisation, ("name",), ((name,) for name in sorted(names)), ignore=True)
    return ids_by(Organisation, "name", names)


def _delete(model: type[models.Model], paper_ids: Sequence[int]) -> None:
    for chunk in chunks(paper_ids):
        model._default_manager.filter(paper__in=chunk).delete()
