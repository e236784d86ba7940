"""Papers as rows, made without intake: only what search reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import transaction

from broadsheet.papers.models import (
    Author,
    Authorship,
    Counter,
    Field,
    Identifier,
    Organisation,
    Paper,
    PaperField,
    SourceRecord,
)
from broadsheet.papers.titles import title_hash

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


@transaction.atomic
def add_paper(
    title: str,
    abstract: str = "",
    *,
    authors: Sequence[str] = (),
    fields: Sequence[str] = (),
    source: str = "arxiv",
    arxiv: str = "",
    published: date | None = date(2026, 3, 18),
    has_code: bool = False,
    organisation: str = "",
) -> Paper:
    number = Counter.advance("paper")
    paper = Paper.objects.create(
        id=number,
        public_id=arxiv or f"test:{number}",
        title=title,
        title_hash=title_hash(title),
        abstract=abstract,
        published=datetime(published.year, published.month, published.day, tzinfo=UTC) if published else None,
        day=published,
        first_seen=NOON,
        has_code=has_code,
        organisation=Organisation.objects.get_or_create(name=organisation)[0] if organisation else None,
        revision=Counter.advance("revision"),
    )
    for position, name in enumerate(authors):
        author, _ = Author.objects.get_or_create(name=name)
        Authorship.objects.create(paper=paper, author=author, position=position)
    for position, code in enumerate(fields):
        field, _ = Field.objects.get_or_create(code=code, defaults={"name": code})
        PaperField.objects.create(paper=paper, field=field, position=position)
    if arxiv:
        Identifier.objects.create(paper=paper, scheme="arxiv", value=arxiv)
    SourceRecord.objects.create(
        id=Counter.advance("record"),
        paper=paper,
        source=source,
        key=str(number),
        digest=b"",
        payload=b"",
        first_seen=NOON,
        changed=NOON,
    )
    return paper


@transaction.atomic
def revise(paper: Paper, **changes: object) -> None:
    Paper.objects.filter(pk=paper.pk).update(**changes, revision=Counter.advance("revision"))
