"""The embedding model in use: after a change of the setting the former one, until the new vectors are complete.

That a model's set was complete once is recorded in the database, as the number of its turn. A model that serves
goes on serving when new papers come in.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from django.db import transaction
from django.db.models import Max

from broadsheet.errors import SetupError
from broadsheet.papers.models import Counter, Embedding
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.embedding.pending import pending_count
from broadsheet.search.embedding.registry import chosen_model, model_named, threads
from broadsheet.search.engine.files import index_home

_SETTLED: set[tuple[str, str]] = set()
"""(index, model) known to serve: a cache for every search, which never becomes wrong while the process lives."""


def serving_model() -> EmbeddingModel | None:
    """Its vectors are searched, and it embeds the queries."""
    chosen = chosen_model()
    if chosen is None or _is_settled(chosen.name):
        return chosen
    return _former(chosen.name) or chosen


def followed_models() -> list[EmbeddingModel]:
    """Those whose vectors the index holds: the one that serves, and the one that is about to."""
    models = [serving_model(), chosen_model()]
    return list({model.name: model for model in models if model}.values())


def settle() -> bool:
    """Let the chosen model serve if nothing served before it, or if no paper waits for its embedding any more;
    returns whether it serves from now on. Its vectors must be in the index."""
    chosen = chosen_model()
    if chosen is None or _is_settled(chosen.name):
        return False
    if _former(chosen.name) and pending_count(chosen.name):
        return False
    with transaction.atomic():
        Counter.objects.update_or_create(
            name=_turn_name(chosen.name), defaults={"value": Counter.advance("serving")}
        )
    return True


def drop_others() -> int:
    """Delete the embeddings of every model that neither serves nor is chosen; returns how many."""
    followed = {model.name for model in followed_models()}
    dropped = 0
    for model in (name for name in list(_models()) if name not in followed):
        Counter.objects.filter(name=_turn_name(model)).delete()
        while ids := list(Embedding.objects.filter(model=model).values_list("pk", flat=True)[:5_000]):
            dropped += Embedding.objects.filter(pk__in=ids).delete()[0]
    return dropped


def _is_settled(model: str) -> bool:
    known = (str(index_home()), model)
    if known not in _SETTLED and Counter.objects.filter(name=_turn_name(model)).exists():
        _SETTLED.add(known)
    return known in _SETTLED


def _former(chosen: str) -> EmbeddingModel | None:
    """Of the other models that have embeddings and still exist, the one that served last."""
    turns = {name: _turn(name) for name in _models() if name != chosen}
    for name in sorted(turns, key=lambda each: -turns[each]):
        try:
            return model_named(name, threads())
        except SetupError:
            continue
    return None


def _models() -> Iterator[str]:
    """The names of models that have embeddings: one index look-up each."""
    name = ""
    while (
        names := Embedding.objects.filter(model__gt=name)
        .order_by("model")
        .values_list("model", flat=True)[:1]
    ):
        name = names[0]
        yield name


def _turn(model: str) -> int:
    return Counter.objects.filter(name=_turn_name(model)).aggregate(last=Max("value"))["last"] or 0


def _turn_name(model: str) -> str:
    return f"serving {blake2b(model.encode(), digest_size=8).hexdigest()}"
