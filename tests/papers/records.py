"""Records to take in."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.papers.record import Record, RecordAuthor

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


def record(title: str = "Deep learning of shallow things", key: str = "k1", **rest: object) -> Record:
    names = rest.pop("names", ("Ada Lovelace",))
    authors = tuple(RecordAuthor(name) for name in names)  # type: ignore[attr-defined]
    values: dict[str, object] = {"source": "test", "published": NOON, "authors": authors, **rest}
    return Record(key=key, title=title, **values)  # type: ignore[arg-type]
