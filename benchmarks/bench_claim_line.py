"""How often the claim line states a finding, against the first sentence, the last, and the one with most cue words.

    python benchmarks/bench_claim_line.py PAGES [--write] [--seed 1]

PAGES is the folder of the saved Daily Papers pages, whose abstracts are those of the ledger's papers. Each figure is
by nested cross-validation over papers, each difference with the 95 % interval of the paired bootstrap over papers.
`--write` also fits the model to all of them and writes the weights that the package ships.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import django
import numpy as np
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
django.setup()

import claim_line_training as training  # noqa: E402
from broadsheet import summaries  # noqa: E402
from broadsheet.claims.statistics import bootstrap, condensing  # noqa: E402
from claim_line_training import Abstract, Floats  # noqa: E402

WEIGHTS = Path(summaries.__file__).with_name("claim_line.json")
CUE_WORDS = re.compile(
    r"\b(we (?:show|find|found|prove|demonstrate|observe|establish|conclude)|results?|experiments?|experimental\w*|"
    r"empirical\w*|evaluations?|outperform\w*|achiev\w+|improv\w+|surpass\w*|findings?|demonstrat\w+|significant\w*|"
    r"state-of-the-art|superior|better|reveal\w*|suggest\w*|than|up to)\b",
    re.I,
)
LEAST_WEIGHT = 0.005
"""Smaller ones change no choice."""
Choose = Callable[[Abstract], int]


def most_cue_words(abstract: Abstract) -> int:
    """The later of two with as many."""
    counts = [len(CUE_WORDS.findall(sentence)) for sentence in abstract.sentences]
    return max(range(len(counts)), key=lambda at: (counts[at], at))


BASELINES: dict[str, Choose] = {
    "first sentence": lambda abstract: 0,
    "last sentence": lambda abstract: len(abstract.sentences) - 1,
    "most cue words": most_cue_words,
}
MEASURES = {
    "states a finding": training.marked,
    "nearness": training.near,
    "near the claim": training.near_claim,
}


@click.command()
@click.argument("pages", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--write", is_flag=True)
@click.option("--seed", default=1, show_default=True)
def main(pages: Path, write: bool, seed: int) -> None:
    abstracts = training.read_abstracts(pages)
    trained = training.Training(abstracts, seed)
    report(abstracts, trained.cross_validated(), seed)
    if write:
        settings = trained.best_settings()
        fitted = trained.weights(settings).items()
        weights = {name: round(weight, 3) for name, weight in fitted if abs(weight) >= LEAST_WEIGHT}
        WEIGHTS.write_bytes(orjson.dumps(weights) + b"\n")
        click.echo(f"{len(weights)} weights with {settings} in {WEIGHTS.name}")


def report(abstracts: Sequence[Abstract], chosen: Sequence[int], seed: int) -> None:
    rows: dict[str, Sequence[int]] = {
        name: [choose(each) for each in abstracts] for name, choose in BASELINES.items()
    }
    for title, measure in MEASURES.items():
        model = measure(abstracts, chosen)
        click.echo(f"\n{title}, {len(model)} papers\n{'claim line':<16}{model.mean():.3f}")
        for name, choices in rows.items():
            values = measure(abstracts, choices)
            low, high = paired_interval(model - values, seed)
            click.echo(
                f"{name:<16}{values.mean():.3f}   {(model - values).mean():+.3f} ({low:+.3f} to {high:+.3f})"
            )


def paired_interval(differences: Floats, seed: int) -> tuple[float, float]:
    drawn = bootstrap.replicates([differences[:, None]], condensing.mean, rng=np.random.default_rng(seed))
    return bootstrap.interval(drawn[0], len(differences), 0.95)


if __name__ == "__main__":
    main()
