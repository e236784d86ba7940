"""nDCG@10 of words, meaning and both, by the engine's own code, on test collections in BEIR layout.

    python benchmarks/quality.py DIR [--weight 0.6] [--hidden 0.5] [--standing] [--json]

DIR holds one folder a collection: corpus.jsonl or corpus.jsonl.zst, queries.jsonl, qrels.tsv. The fusion's
constants were chosen with this table, on development collections alone. `--hidden` takes the vectors of that
share of the papers away, as if they were not computed yet.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click
import django
import ir_measures
import numpy as np
import orjson
import zstandard
from ir_measures import RR, R, nDCG

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
django.setup()

from broadsheet.search.documents.document import Document  # noqa: E402
from broadsheet.search.embedding.model import EmbeddingModel, paper_text  # noqa: E402
from broadsheet.search.embedding.registry import model_named  # noqa: E402
from broadsheet.search.index import folders, lexical  # noqa: E402
from broadsheet.search.query.parsing import as_words  # noqa: E402
from broadsheet.search.rank.fusion import MEANING_WEIGHT  # noqa: E402
from broadsheet.search.rank.prior import priors  # noqa: E402
from broadsheet.search.rank.ranker import Mode, Ranker  # noqa: E402
from broadsheet.search.vectors.reader import VectorReader  # noqa: E402
from broadsheet.search.vectors.writer import VectorRow, VectorWriter  # noqa: E402

MEASURES = (nDCG @ 10, R @ 100, RR)
DEPTH = 200
KEPT = 100
RESAMPLES = 2_000


@dataclass(frozen=True)
class Collection:
    name: str
    documents: list[dict[str, str]]
    queries: dict[str, str]
    judgements: list[ir_measures.Qrel]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--model", default="minilm", show_default=True)
@click.option("--weight", default=MEANING_WEIGHT, show_default=True, help="Of meaning in the fusion.")
@click.option("--hidden", default=0.0, show_default=True, help="Share of the papers without a vector.")
@click.option(
    "--standing", is_flag=True, help="Lift papers by random ages and votes, as if they meant nothing."
)
@click.option("--json", "as_json", is_flag=True)
def main(folder: Path, model: str, weight: float, hidden: float, standing: bool, as_json: bool) -> None:
    encoder = model_named(model, os.cpu_count() or 1)
    names = [path.name for path in sorted(folder.iterdir()) if (path / "queries.jsonl").exists()]
    table: dict[str, dict[str, Any]] = {}
    for name in names:
        collection = read(folder / name)
        with tempfile.TemporaryDirectory() as home:
            ranker = build(collection, Path(home), encoder, weight, hidden)
            table[name] = {mode.value: evaluate(collection, ranker, mode, standing) for mode in Mode}
        click.echo(f"{name} done", err=True)
    print(orjson.dumps(table).decode()) if as_json else print_table(table)


def read(folder: Path) -> Collection:
    with (folder / "queries.jsonl").open() as lines:
        queries = {row["_id"]: row["text"] for row in map(orjson.loads, lines)}
    with (folder / "qrels.tsv").open() as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t") if row[-1].lstrip("-").isdigit()]
    judgements = [ir_measures.Qrel(row[0], row[-2], int(row[-1])) for row in rows]
    judged = {each.query_id for each in judgements}
    return Collection(
        folder.name,
        list(map(orjson.loads, corpus(folder))),
        {query: text for query, text in queries.items() if query in judged},
        judgements,
    )


def corpus(folder: Path) -> Iterator[str]:
    plain = folder / "corpus.jsonl"
    file: IO[Any] = plain.open("rb") if plain.exists() else plain.with_suffix(".jsonl.zst").open("rb")
    with file:
        packed = not plain.exists()
        yield from io.TextIOWrapper(
            zstandard.ZstdDecompressor().stream_reader(file) if packed else file, encoding="utf-8"
        )


def build(
    collection: Collection, home: Path, encoder: EmbeddingModel | None, weight: float, hidden: float
) -> Ranker:
    """Document n of the collection is paper n."""
    folder = folders.make_folder(home / "words")
    with lexical.LexicalWriter(folder) as writer:
        for number, document in enumerate(collection.documents):
            writer.put(Document(number, document.get("title", ""), document["text"]))
        writer.commit(1, 0)
    lexical.use_folder(home / "words", folder)
    words = lexical.LexicalReader(home / "words").view()
    assert words is not None
    if encoder is None:
        return Ranker(words, None, None)
    write_vectors(collection, home / "vectors", encoder, hidden)
    return Ranker(words, VectorReader(home / "vectors").view(), encoder, weight=weight)


def write_vectors(collection: Collection, home: Path, encoder: EmbeddingModel, hidden: float) -> None:
    texts = [paper_text(each.get("title", ""), each["text"]) for each in collection.documents]
    shown = np.random.default_rng(1).random(len(texts)) >= hidden
    writer = VectorWriter(home, encoder.dimensions)
    for number, vector in enumerate(encoder.embed_texts(texts)):
        if shown[number]:
            writer.put(VectorRow(number, vector.tobytes(), 0, (), 0))
    writer.commit(revision=1, paper=0, embedding=1)


def evaluate(collection: Collection, ranker: Ranker, mode: Mode, standing: bool = False) -> dict[str, Any]:
    found = []
    lift = random_lift(len(collection.documents)) if standing else np.zeros(len(collection.documents))
    for query, text in collection.queries.items():
        ranking = ranker.rank(as_words(text), mode, DEPTH)
        papers = ranking.ids[:KEPT]
        for paper, score in zip(
            papers.tolist(), (ranking.scores[:KEPT] + lift[papers]).tolist(), strict=True
        ):
            found.append(ir_measures.ScoredDoc(query, collection.documents[paper]["_id"], score))
    means = ir_measures.calc_aggregate(MEASURES, collection.judgements, found)
    by_query = {
        each.query_id: each.value for each in ir_measures.iter_calc([nDCG @ 10], collection.judgements, found)
    }
    return {
        **{str(measure): means[measure] for measure in MEASURES},
        "by_query": [by_query.get(query, 0.0) for query in collection.queries],
    }


def random_lift(papers: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The collections have neither dates nor votes: with dates over twenty years and votes for a tenth of the papers
    drawn at random, what is measured is the most that the lift can hurt."""
    random = np.random.default_rng(1)
    votes = np.where(random.random(papers) < 0.1, random.lognormal(3, 1.5, papers), 0)
    return priors(votes.tolist(), (730_000 + random.integers(0, 7_300, papers)).tolist())


def print_table(table: dict[str, dict[str, Any]]) -> None:
    names = [str(measure) for measure in MEASURES]
    click.echo(f"{'':16}" + "".join(f"{mode.value + ' ' + name:>18}" for name in names for mode in Mode))
    for collection, modes in table.items():
        cells = "".join(f"{modes[mode.value][name]:18.3f}" for name in names for mode in Mode)
        click.echo(f"{collection:16}{cells}")
    means = [
        np.mean([modes[mode.value][name] for modes in table.values()]) for name in names for mode in Mode
    ]
    click.echo(f"{'mean':16}" + "".join(f"{mean:18.3f}" for mean in means))
    for other in (Mode.LEXICAL, Mode.SEMANTIC):
        low, middle, high = gain(table, other)
        click.echo(f"hybrid - {other.value}: {middle:+.3f} [{low:+.3f}, {high:+.3f}] (paired bootstrap, 95%)")


def gain(table: dict[str, dict[str, Any]], other: Mode) -> tuple[float, float, float]:
    """Of the mean over collections, queries resampled within each."""
    random = np.random.default_rng(1)
    drawn = np.zeros(RESAMPLES)
    differences = [
        np.array(modes["hybrid"]["by_query"]) - np.array(modes[other.value]["by_query"])
        for modes in table.values()
    ]
    for each in differences:
        drawn += each[random.integers(0, len(each), (RESAMPLES, len(each)))].mean(axis=1) / len(differences)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(np.mean([each.mean() for each in differences])), float(high)


if __name__ == "__main__":
    main()
