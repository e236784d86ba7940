"""Making two papers one by hand, and undoing it; telling apart what was merged by rule."""

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


def merge(kept: Paper, absorbed: Paper, now: datetime) -> Merge:
    """Make `absorbed` part of `kept`: records, identifiers and whatever refers to it change hands."""
    if kept.pk == absorbed.pk or absorbed.merged_into_id or kept.merged_into_id:
        raise InputError(
            "Two different papers can be merged, neither of them merged into another already",
            f"{kept.public_id} and {absorbed.public_id}",
        )
    with transaction.atomic():
        moved = {"papers.sourcerecord": _move(SourceRecord, "paper", absorbed.pk, kept.pk)}
        for model, column in _referring():
            moved[model._meta.label_lower] = _move(model, column, absorbed.pk, kept.pk)
        revision = Revision.begin(now)
        _leave(absorbed, kept, revision)
        reproject({kept.pk}, revision, now)
        references_moved.send(Merge, papers={kept.pk, absorbed.pk})
        return Merge.objects.create(kept=kept, absorbed=absorbed, moved=moved, at=now)


def unmerge(kept: Paper, now: datetime) -> Paper:
    """Undo the latest merge into `kept`; returns the paper that is on its own again."""
    last = Merge.objects.filter(kept=kept, undone__isnull=True).order_by("-id").first()
    if last is None:
        raise InputError(
            "This paper has no merge by hand to undo",
            kept.public_id,
            "To tell one source record apart, name it with --record SOURCE/KEY.",
        )
    with transaction.atomic():
        for label, ids in last.moved.items():
            model = apps.get_model(label)
            column = "paper" if model is SourceRecord else _column(model)
            model._default_manager.filter(pk__in=ids).update(**{column: last.absorbed_id})
        revision = Revision.begin(now)
        Paper.objects.filter(pk=last.absorbed_id).update(merged_into=None)
        reproject({kept.pk}, revision, now)
        reproject({last.absorbed_id}, revision, now)
        references_moved.send(Merge, papers={kept.pk, last.absorbed_id})
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


def _leave(absorbed: Paper, kept: Paper, revision: int) -> None:
    for name in ("authorships", "paper_fields", "identifiers", "links", "listings", "embeddings"):
        getattr(absorbed, name).all().delete()
    Paper.objects.filter(pk=absorbed.pk).update(
        merged_into=kept, public_id=f"merged:{absorbed.pk}", revision=revision
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
