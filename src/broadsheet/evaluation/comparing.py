"""All systems on all collections of a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.evaluation.collections import Collection, collections_in, name_in, read
from broadsheet.evaluation.measuring import Results, measured
from broadsheet.evaluation.ours import ours
from broadsheet.evaluation.peers import PEERS
from broadsheet.evaluation.system import Answer, Systems
from broadsheet.search.embedding.model import EmbeddingModel


def compare(
    folder: Path, model: EmbeddingModel | None, peers: bool, say: Callable[[str], None], split: str = ""
) -> Results:
    """`say` is told what is under way, and which peer is not installed."""

    @contextmanager
    def our_modes(collection: Collection) -> Iterator[dict[str, Answer]]:
        with ours(collection, model, say) as systems:
            yield systems

    makers: dict[str, Systems] = {"Broadsheet": our_modes, **(PEERS if peers else {})}
    results: Results = {}
    for place in collections_in(folder):
        collection = read(place, split, name_in(folder, place))
        say(
            f"{collection.name}: {len(collection.documents):,} documents, {len(collection.queries):,} queries"
        )
        results[collection.name] = {}
        for name, maker in list(makers.items()):
            try:
                with maker(collection) as systems:
                    for system, answer in systems.items():
                        results[collection.name][system] = measured(collection, answer)
            except ModuleNotFoundError as error:
                say(f"{name} is left out: {error.name} is not installed")
                del makers[name]
    return results
