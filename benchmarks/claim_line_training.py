"""Training of the claim line's model, and its nested cross-validation, on the ledger's pairs of abstract and claim.

What a sentence is worth is the sum of two labels, each standardised within its abstract:

- nearness: cosine of the sentence to the ledger's claim less that to the ledger's TL;DR, by MiniLM. A claim names what
  came out, a TL;DR what was done; nearness to the claim alone favours sentences that describe the method.
- readings (claim_line_readings.json): the sentences of 206 of these abstracts that state a finding, marked by one
  reader from the abstract alone, before any model was trained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from broadsheet.claims import ledger
from broadsheet.errors import InputError
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import daily_papers_page
from broadsheet.papers.titles import title_key
from broadsheet.search.embedding.model import unit_rows
from broadsheet.search.embedding.registry import model_named
from broadsheet.summaries import cues
from broadsheet.summaries.sentences import sentences

Floats = NDArray[np.float64]
READINGS = Path(__file__).with_name("claim_line_readings.json")
FOLDS = 10


@dataclass(frozen=True)
class Abstract:
    claim_id: str
    sentences: list[str]
    nearness: Floats
    to_claim: Floats
    """Cosine of each sentence to the claim."""
    findings: frozenset[int] | None
    """The sentences that a reader marked; None where the abstract was not read."""

    @cached_property
    def features(self) -> list[dict[str, float]]:
        return cues.features(self.sentences)

    @cached_property
    def label(self) -> Floats:
        marked = np.zeros(len(self.sentences))
        marked[list(self.findings or ())] = 1.0
        return standardised(self.nearness) + standardised(marked)


@dataclass(frozen=True)
class Settings:
    least: int
    """Abstracts that a feature must occur in."""
    ridge: float


GRID = [Settings(*values) for values in product((30, 60), (100.0, 300.0, 600.0))]


def read_abstracts(pages: Path) -> list[Abstract]:
    """Every entry of the ledger that has a claim, with its abstract from the saved pages in a folder."""
    stated = [orjson.loads(line) for line in ledger.built_in_file().read_bytes().splitlines()]
    texts = _abstracts(pages)
    entries = [each for each in stated if each["claim"] and title_key(each["title"]) in texts]
    claims, summaries = _embedded([e["claim"] for e in entries]), _embedded([e["tldr"] for e in entries])
    readings = orjson.loads(READINGS.read_bytes())
    abstracts = []
    for entry, claim, summary in zip(entries, claims, summaries, strict=True):
        parts = [part.text for part in sentences(texts[title_key(entry["title"])])]
        vectors = _embedded(parts)
        findings = _findings(readings.get(entry["id"]), entry["id"], len(parts))
        near = vectors @ claim
        abstracts.append(Abstract(entry["id"], parts, near - vectors @ summary, near, findings))
    return abstracts


def _abstracts(pages: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for page in sorted(pages.glob("*.txt")):
        with page.open("rb") as file:
            for record in daily_papers_page.read(file, page.name):
                if not isinstance(record, Rejected):
                    texts.setdefault(title_key(record.title), record.abstract)
    return texts


def _embedded(texts: Sequence[str]) -> Floats:
    model = model_named("minilm")
    assert model is not None
    return unit_rows(model.embed_texts(texts)).astype(float)


def _findings(reading: dict[str, Any] | None, claim_id: str, count: int) -> frozenset[int] | None:
    if reading is None:
        return None
    if reading["of"] != count:
        raise InputError(
            "A reading counts the sentences as they are split now",
            f"{claim_id}: {reading['of']} read, {count} split",
            "Read the abstract again, or mend the splitting.",
        )
    return frozenset(reading["findings"])


def standardised(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9))


class Design:
    """The features of all abstracts, and per fold what ridge regression needs of them: a model without some folds is
    solved from the sums of the others. Features are chosen by how many abstracts have them, which looks at no label.

    Features and labels are less their mean over the abstract: only what sets a sentence apart counts."""

    def __init__(self, abstracts: Sequence[Abstract], least: int, folds: Sequence[NDArray[np.intp]]) -> None:
        counts = Counter(name for each in abstracts for name in set().union(*each.features))
        self.names = sorted(name for name, count in counts.items() if count >= least)
        columns = {name: at for at, name in enumerate(self.names)}
        rows = [_matrix(each, columns) for each in abstracts]
        labels = [each.label for each in abstracts]
        self._rows, self._folds = rows, folds
        self._grams = [np.sum([rows[at].T @ rows[at] for at in fold], axis=0) for fold in folds]
        self._targets = [np.sum([rows[at].T @ labels[at] for at in fold], axis=0) for fold in folds]

    def fit(self, ridge: float, without: Collection[int | None] = ()) -> Floats:
        """The weights, from all folds but those."""
        used = [at for at in range(len(self._folds)) if at not in without]
        gram = sum((self._grams[at] for at in used), ridge * np.eye(len(self.names)))
        return np.asarray(np.linalg.solve(gram, sum(self._targets[at] for at in used)))

    def choices(self, weights: Floats, fold: int) -> dict[int, int]:
        """{abstract of the fold: the sentence chosen}"""
        return {int(at): int(np.argmax(self._rows[at] @ weights)) for at in self._folds[fold]}


def _matrix(abstract: Abstract, columns: dict[str, int]) -> Floats:
    rows = np.zeros((len(abstract.sentences), len(columns)))
    for row, features in zip(rows, abstract.features, strict=True):
        for name, value in features.items():
            if name in columns:
                row[columns[name]] = value
    return np.asarray(rows - rows.mean(axis=0))


class Training:
    """Nested cross-validation: the choice for an abstract comes from a model that saw it neither in its fit nor when
    its settings were chosen. The inner folds are the outer ones that are left."""

    def __init__(self, abstracts: Sequence[Abstract], seed: int) -> None:
        places = np.random.default_rng(seed).permutation(len(abstracts)) % FOLDS
        folds = [np.flatnonzero(places == fold) for fold in range(FOLDS)]
        self._abstracts = abstracts
        self._designs = {least: Design(abstracts, least, folds) for least in {each.least for each in GRID}}

    def cross_validated(self) -> list[int]:
        choices: dict[int, int] = {}
        for fold in range(FOLDS):
            settings = self.best_settings(without=fold)
            design = self._designs[settings.least]
            choices |= design.choices(design.fit(settings.ridge, {fold}), fold)
        return [choices[at] for at in range(len(self._abstracts))]

    def best_settings(self, without: int | None = None) -> Settings:
        """The highest sum of both measures."""
        return max(GRID, key=lambda settings: self._worth(settings, without))

    def _worth(self, settings: Settings, without: int | None) -> float:
        design, choices = self._designs[settings.least], dict[int, int]()
        for inner in (fold for fold in range(FOLDS) if fold != without):
            choices |= design.choices(design.fit(settings.ridge, {inner, without} - {None}), inner)
        abstracts = [self._abstracts[at] for at in choices]
        chosen = list(choices.values())
        return float(np.mean(marked(abstracts, chosen)) + np.mean(near(abstracts, chosen)))

    def weights(self, settings: Settings) -> dict[str, float]:
        """Of a model of all abstracts."""
        design = self._designs[settings.least]
        return dict(zip(design.names, design.fit(settings.ridge).tolist(), strict=True))


def marked(abstracts: Sequence[Abstract], choices: Sequence[int]) -> Floats:
    """Of the abstracts in which a reader marked a finding: 1 where it was chosen."""
    pairs = zip(abstracts, choices, strict=True)
    return np.array([float(choice in each.findings) for each, choice in pairs if each.findings])


def near(abstracts: Sequence[Abstract], choices: Sequence[int]) -> Floats:
    """The nearness of what was chosen: 1 for the nearest sentence of its abstract, 0 for the farthest."""
    return _scaled([each.nearness for each in abstracts], choices)


def near_claim(abstracts: Sequence[Abstract], choices: Sequence[int]) -> Floats:
    return _scaled([each.to_claim for each in abstracts], choices)


def _scaled(values: Sequence[Floats], choices: Sequence[int]) -> Floats:
    spans = [(each[choice] - each.min(), np.ptp(each)) for each, choice in zip(values, choices, strict=True)]
    return np.array([above / span if span else 1.0 for above, span in spans])
