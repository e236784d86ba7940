"""Merge two papers by hand, undo a merge, and split a record from a paper that the rules merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import IntegrityError, models, transaction

from broadsheet.errors import InputError
from broadsheet.papers.models import Counter, Merge, Paper, Revision, SourceRecord
from broadsheet.papers.reprojection import reproject
from broadsheet.papers.signals import references_moved

DERIVED = frozenset(
    {
        "authorship",
        "paperfield",
        "identifier",
        "link",
        "listing",
        "embedding",
        "merge",
        "paper",
        "sourcerecord",
    }
)
"""Tables of `papers` that follow from source records, or that a merge handles itself."""


def merge(target: Paper, absorbed: Paper, now: datetime) -> Merge:
    """Make `absorbed` part of `target`: records, identifiers and whatever refers to it change hands."""
    if target.pk == absorbed.pk or absorbed.merged_into_id or target.merged_into_id:
        raise InputError(
            "Two different papers can be merged, neither of them merged into another already",
            f"{target.public_id} and {absorbed.public_id}",
        )
    with transaction.atomic():
        moved = {"papers.sourcerecord": _move(SourceRecord, "paper", absorbed.pk, target.pk)}
        for model, column in _referring():
            moved[model._meta.label_lower] = _move(model, column, absorbed.pk, target.pk)
        revision = Revision.begin(now)
        _leave(absorbed, target, revision)
        reproject({target.pk}, revision, now)
        references_moved.send(Merge, papers={target.pk, absorbed.pk})
        return Merge.objects.create(kept=target, absorbed=absorbed, moved=moved, at=now)


def unmerge(target: Paper, now: datetime) -> Paper:
    """Undo the latest merge into `target`; returns the paper that is on its own again."""
    last = Merge.objects.filter(kept=target, undone__isnull=True).order_by("-id").first()
    if last is None:
        raise InputError(
            "This paper has no merge by hand to undo",
            target.public_id,
            "To tell one source record apart, name it with --record SOURCE/KEY.",
        )
    with transaction.atomic():
        for label, ids in last.moved.items():
            model = apps.get_model(label)
            column = "paper" if model is SourceRecord else _column(model)
            model._default_manager.filter(pk__in=ids).update(**{column: last.absorbed_id})
        revision = Revision.begin(now)
        Paper.objects.filter(pk=last.absorbed_id).update(merged_into=None)
        reproject({target.pk}, revision, now)
        reproject({last.absorbed_id}, revision, now)
        references_moved.send(Merge, papers={target.pk, last.absorbed_id})
        last.undone = now
        last.save(update_fields=("undone",))
    return Paper.objects.get(pk=last.absorbed_id)


def split(record: SourceRecord, now: datetime) -> Paper:
    """Give one source record a paper of its own; later harvests of it stay there."""
    if record.paper.records.count() == 1:
        raise InputError("A paper keeps at least one source record", str(record))
    with transaction.atomic():
        old_id, new_id = record.paper_id, Counter.advance("paper")
        record.paper_id = new_id
        record.save(update_fields=("paper",))
        revision = Revision.begin(now)
        reproject({old_id}, revision, now)
        reproject({new_id}, revision, now, new={new_id})
    return Paper.objects.get(pk=new_id)


def _leave(absorbed: Paper, target: Paper, revision: int) -> None:
    for name in ("authorships", "paper_fields", "identifiers", "links", "listings", "embeddings"):
        getattr(absorbed, name).all().delete()
    Paper.objects.filter(pk=absorbed.pk).update(
        merged_into=target, public_id=f"merged:{absorbed.pk}", revision=revision
    )


def _referring() -> Iterator[tuple[type[models.Model], str]]:
    """Tables of other parts that refer to a paper: editions, votes, comments."""
    for relation in Paper._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and not (
            model._meta.app_label == "papers" and model._meta.model_name in DERIVED
        ):
            yield model, relation.field.name


def _column(model: type[models.Model]) -> str:
    return next(column for referring, column in _referring() if referring is model)


def _move(model: type[models.Model], column: str, source_id: int, target_id: int) -> list[int]:
    """Ids of the rows moved; a row whose twin the target has already stays where it is."""
    moved = []
    for pk in model._default_manager.filter(**{column: source_id}).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=pk).update(**{column: target_id})
            moved.append(pk)
        except IntegrityError:
            continue
    return moved
