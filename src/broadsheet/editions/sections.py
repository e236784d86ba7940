"""Sections of an edition: the papers of its day grouped by what they are about.

By clusters of their embeddings, named by their words; by fields where papers are few or hardly one has its embedding
yet. The same papers with the same embeddings give the same sections."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from broadsheet.editions.topic_names import topic_names
from broadsheet.papers.field_names import full_name
from broadsheet.papers.models import Embedding, Paper

MOST_SECTIONS = 7
LEAST_SECTIONS = 3
PER_ROOT = 0.55
"""Sections for each square root of the number of papers: 3 of 24, 6 of 100, 7 of 140 and more."""
LEAST_FOR_TOPICS = 24
LEAST_EMBEDDED = 2 / 3
LEAST_OF_A_FIELD = 3
EVERYTHING, OTHERS = "Papers of the day", "Other papers"
_COLUMNS = ("id", "title", "plain_title", "abstract", "primary_field__code", "primary_field__name")
Rows = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    papers: tuple[int, ...]
    """In the order of the edition."""
    central: int | None = None
    """The paper nearest to the centre of its topic; None for a field."""


def sections_of(papers: Sequence[int]) -> list[Section]:
    """Every paper in one section, the largest section first."""
    if not papers:
        return []
    known = Paper.objects.filter(id__in=papers).values(*_COLUMNS)
    rows = {row["id"]: row for row in known}
    present = [paper for paper in papers if paper in rows]
    vectors = _vectors(present) if len(present) >= LEAST_FOR_TOPICS else {}
    if len(vectors) < max(LEAST_FOR_TOPICS, LEAST_EMBEDDED * len(present)):
        return _by_field(present, rows)
    return _by_topic(present, rows, vectors)


def count_for(papers: int) -> int:
    """Topics of so many papers."""
    return min(MOST_SECTIONS, max(LEAST_SECTIONS, round(PER_ROOT * math.sqrt(papers))))


def _vectors(papers: Sequence[int]) -> dict[int, bytes]:
    from broadsheet.search.embedding.serving import serving_model  # only where an edition is grouped

    model = serving_model()
    if model is None:
        return {}
    found = Embedding.objects.filter(model=model.name, paper__in=papers)
    return {paper: bytes(vector) for paper, vector in found.values_list("paper", "vector")}


def _by_topic(papers: Sequence[int], rows: Rows, vectors: Mapping[int, bytes]) -> list[Section]:
    from broadsheet.search.vectors.clustering import clusters

    embedded = sorted(vectors)  # an order of their own: a vote moves no paper to another topic
    found = clusters([vectors[paper] for paper in embedded], count_for(len(embedded)))
    labels = dict(zip(embedded, found.labels.tolist(), strict=True))
    labels |= _by_likeness_of_field(papers, rows, labels)
    groups = _grouped(papers, labels)
    cosines = dict(zip(embedded, found.cosines.tolist(), strict=True))
    named = _named(groups, rows)
    return [
        Section(name, tuple(group), max((p for p in group if p in cosines), key=lambda p: (cosines[p], -p)))
        for name, group in zip(named, groups, strict=True)
    ]


def _by_likeness_of_field(papers: Sequence[int], rows: Rows, labels: Mapping[int, int]) -> dict[int, int]:
    """Papers without an embedding go where most of their field are, else where most papers are."""
    of_field: dict[Any, Counter[int]] = defaultdict(Counter)
    overall: Counter[int] = Counter(labels.values())
    for paper, label in labels.items():
        of_field[rows[paper]["primary_field__code"]][label] += 1
    return {
        paper: _most_common(of_field.get(rows[paper]["primary_field__code"]) or overall)
        for paper in papers
        if paper not in labels
    }


def _most_common(counts: Mapping[int, int]) -> int:
    return min(counts, key=lambda label: (-counts[label], label))


def _grouped(papers: Iterable[int], labels: Mapping[int, Any]) -> list[list[int]]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for paper in papers:
        groups[labels[paper]].append(paper)
    return sorted(groups.values(), key=lambda group: (-len(group), min(group)))


def _named(groups: Sequence[Sequence[int]], rows: Rows) -> list[str]:
    places = {paper: at for at, paper in enumerate(paper for group in groups for paper in group)}
    texts = [
        (rows[paper]["plain_title"] or rows[paper]["title"], rows[paper]["abstract"]) for paper in places
    ]
    names = topic_names(texts, [[places[paper] for paper in group] for group in groups])
    return [name or OTHERS for name in names]


def _by_field(papers: Sequence[int], rows: Rows) -> list[Section]:
    names = {paper: _field(rows[paper]) for paper in papers}
    counts = Counter(name for name in names.values() if name)
    largest = sorted(counts, key=lambda name: (-counts[name], name))[: MOST_SECTIONS - 1]
    shown = [name for name in largest if counts[name] >= LEAST_OF_A_FIELD]
    if not shown or len(counts) == 1 == len(set(names.values())):
        return [Section(shown[0] if shown else EVERYTHING, tuple(papers))]
    groups = _grouped(papers, {paper: name if name in shown else OTHERS for paper, name in names.items()})
    sections = [Section(names[group[0]], tuple(group)) for group in groups if names[group[0]] in shown]
    rest = [Section(OTHERS, tuple(group)) for group in groups if names[group[0]] not in shown]
    return sections + rest


def _field(row: Mapping[str, Any]) -> str:
    code = row["primary_field__code"]
    return full_name(code, row["primary_field__name"]) if code else ""
