"""Reads changed papers from the database, in batches of few queries, for the indexes that follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from broadsheet.papers.models import (
    Author,
    Authorship,
    Embedding,
    Identifier,
    Paper,
    PaperField,
    SourceRecord,
)
from broadsheet.papers.record import Status
from broadsheet.search.documents.document import Document, day_number, tags

BATCH = 2_000
DENSE_FROM, DENSE = 100, 1.5
Groups = dict[int, list[str]]


class Change(NamedTuple):
    """A paper at a revision; without a document where it left: merged away or deleted."""

    paper: int
    revision: int
    document: Document | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters ask of a paper."""

    day: int
    tags: tuple[str, ...]

    @property
    def digest(self) -> int:
        content = f"{self.day}\n" + "\n".join(self.tags)
        return int.from_bytes(blake2b(content.encode(), digest_size=8).digest(), "big")


DELETED = Status.DELETED.value
LEFT = Q(merged_into__isnull=False) | Q(status=DELETED)


def indexed_papers() -> QuerySet[Paper]:
    """The papers that the index must hold."""
    return Paper.objects.exclude(LEFT)


def left_papers() -> QuerySet[Paper]:
    return Paper.objects.filter(LEFT)


_COLUMNS = (
    "id",
    "revision",
    "merged_into_id",
    "status",
    "title",
    "plain_title",
    "abstract",
    "plain_abstract",
    "title_hash",
    "has_code",
    "organisation__name",
)
_PUBLISHED = Coalesce(Cast("published", DateField()), "day")


def changes_after(revision: int, paper: int, limit: int) -> list[Change]:
    """In ascending (revision, paper)."""
    rows = list(_after(Paper.objects.all(), revision, paper, limit).values_list(*_COLUMNS, _PUBLISHED))
    ids = [row[0] for row in rows if row[2] is None]
    authors, identifiers = _authors(ids), _identifiers(ids)
    fields, sources = _fields(ids), _sources(ids)
    return [
        Change(row[0], row[1], None if _left(row) else _document(row, authors, identifiers, fields, sources))
        for row in rows
    ]


class Titled(NamedTuple):
    """A paper's title at a revision; empty where the paper left."""

    paper: int
    revision: int
    title: str
    votes: int
    day: date | None


def titles_after(revision: int, paper: int, limit: int) -> list[Titled]:
    """In ascending (revision, paper)."""
    columns = ("id", "revision", "merged_into_id", "status", "title", "plain_title", "upvotes", "day")
    rows = _after(Paper.objects.all(), revision, paper, limit).values_list(*columns)
    return [Titled(row[0], row[1], "" if _left(row) else row[5] or row[4], row[6], row[7]) for row in rows]


def names(authors: Collection[int] | None = None) -> Iterator[tuple[int, str, int]]:
    """(author, name, how many papers), of these authors or of all."""
    rows = Authorship.objects.all() if authors is None else Authorship.objects.filter(author__in=authors)
    counts = dict(rows.order_by().values_list("author").annotate(papers=Count("id")).iterator())
    listed = Author.objects.all() if authors is None else Author.objects.filter(pk__in=authors)
    for author, name in listed.values_list("id", "name").iterator():
        if author in counts:
            yield author, name, counts[author]


def authors_of(papers: Collection[int]) -> set[int]:
    return set(Authorship.objects.filter(paper__in=papers).values_list("author", flat=True))


def facts_of(papers: Sequence[int]) -> dict[int, Facts]:
    """Of those that the index must hold."""
    rows = indexed_papers().filter(id__in=papers).values_list("id", "has_code", _PUBLISHED)
    fields, sources = _fields(papers), _sources(papers)
    return {
        paper: Facts(day_number(published), tags(tuple(fields[paper]), tuple(sources[paper]), has_code))
        for paper, has_code, published in rows
    }


def embeddings_after(model: str, number: int, limit: int) -> list[tuple[int, int, bytes]]:
    """(number, paper, vector), ascending."""
    rows = Embedding.objects.filter(model=model, id__gt=number).order_by("id")
    return [
        (row_id, paper, bytes(vector))
        for row_id, paper, vector in rows.values_list("id", "paper_id", "vector")[:limit]
    ]


def embedded_changes_after(model: str, revision: int, paper: int, limit: int) -> list[tuple[int, int]]:
    """(revision, paper) of papers that have a vector or may have to lose theirs."""
    has_vector = Exists(Embedding.objects.filter(paper=OuterRef("pk"), model=model))
    papers = Paper.objects.filter(has_vector | LEFT)
    return list(_after(papers, revision, paper, limit).values_list("revision", "id"))


def vectors_of(model: str, papers: Iterable[int]) -> dict[int, bytes]:
    rows = Embedding.objects.filter(model=model, paper_id__in=papers).values_list("paper_id", "vector")
    return {paper: bytes(vector) for paper, vector in rows}


def count_after(revision: int, paper: int) -> int:
    return later(revision, paper).count()


def changes_exist(revision: int, paper: int) -> bool:
    return later(revision, paper).exists()


def later(revision: int, paper: int) -> QuerySet[Paper]:
    """Papers that changed after this (revision, paper)."""
    return _later(Paper.objects.all(), revision, paper)


def newest_embedding(model: str) -> int:
    number = Embedding.objects.filter(model=model).order_by("-id").values_list("id", flat=True).first()
    return number or 0


def vector_bytes(model: str) -> int | None:
    """The length of the model's stored vectors, which is their number of dimensions; None where there is none."""
    vector = Embedding.objects.filter(model=model).order_by("-id").values_list("vector", flat=True).first()
    return None if vector is None else len(vector)


def newest_revision() -> int:
    revision = Paper.objects.order_by("-revision").values_list("revision", flat=True).first()
    return revision or 0


def _after(papers: QuerySet[Paper], revision: int, paper: int, limit: int) -> QuerySet[Paper]:
    return _later(papers, revision, paper).order_by("revision", "id")[:limit]


def _later(papers: QuerySet[Paper], revision: int, paper: int) -> QuerySet[Paper]:
    return papers.filter(revision__gte=revision).exclude(revision=revision, id__lte=paper)


def _left(row: tuple[Any, ...]) -> bool:
    return row[2] is not None or row[3] == DELETED


def _document(
    row: tuple[Any, ...], authors: Groups, identifiers: Groups, fields: Groups, sources: Groups
) -> Document:
    paper, revision, _, _, title, plain_title, abstract, plain_abstract, title_hash = row[:9]
    has_code, organisation, published = row[9:]
    return Document(
        id=paper,
        title=plain_title or title,
        abstract=plain_abstract or abstract,
        authors=tuple(authors[paper]),
        organisation=organisation or "",
        identifiers=tuple(identifiers[paper]),
        title_hash=title_hash,
        fields=tuple(fields[paper]),
        sources=tuple(sources[paper]),
        published=published,
        has_code=has_code,
        revision=revision,
    )


def _of(papers: Sequence[int]) -> Q:
    """A rebuild meets them nearly in a row: a range is then cheaper than a list of thousands."""
    if len(papers) >= DENSE_FROM and max(papers) - min(papers) < DENSE * len(papers):
        return Q(paper_id__gte=min(papers), paper_id__lte=max(papers))
    return Q(paper_id__in=papers)


def _authors(papers: Sequence[int]) -> Groups:
    rows = Authorship.objects.filter(_of(papers)).order_by("paper_id", "position")
    return _grouped(rows.values_list("paper_id", "author__name"))


def _fields(papers: Sequence[int]) -> Groups:
    rows = PaperField.objects.filter(_of(papers)).order_by("paper_id", "position")
    return _grouped(rows.values_list("paper_id", "field__code"))


def _sources(papers: Sequence[int]) -> Groups:
    rows = SourceRecord.objects.filter(_of(papers)).order_by("paper_id", "source")
    return _grouped(rows.values_list("paper_id", "source").distinct())


def _identifiers(papers: Sequence[int]) -> Groups:
    rows = Identifier.objects.filter(_of(papers)).values_list("paper_id", "scheme", "value")
    return _grouped((paper, f"{scheme}:{value}") for paper, scheme, value in rows)


def _grouped(rows: Iterable[tuple[int, str]]) -> Groups:
    groups: Groups = defaultdict(list)
    for paper, value in rows:
        groups[paper].append(value)
    return groups
