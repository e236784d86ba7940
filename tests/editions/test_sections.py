from __future__ import annotations

import numpy as np
import pytest
from tests.editions.calls import FRIDAY, at
from tests.papers.records import record

from broadsheet.editions import contents, sections
from broadsheet.papers.intake import take
from broadsheet.papers.models import Embedding, Paper
from broadsheet.papers.prepare import prepare

pytestmark = pytest.mark.django_db
TOPICS = {
    "bandit": "Regret of bandit algorithms",
    "galaxy": "Spectra of galaxy halos",
    "protein": "Folding of protein chains",
}


def planted(each: int, field: str = "cs.LG") -> dict[int, str]:
    """{paper: its topic}, of so many papers of each topic, in turn."""
    rng, size = np.random.default_rng(5), 64
    names = [name for _ in range(each) for name in TOPICS]
    take(
        [prepare(record(f"{TOPICS[n]} {at_}", f"k{at_}", fields=(field,))) for at_, n in enumerate(names)],
        now=at(FRIDAY),
    )
    ids = list(Paper.objects.order_by("id").values_list("id", flat=True))
    for number, (paper, name) in enumerate(zip(ids, names, strict=True)):
        vector = rng.normal(0, 0.05, size) + 0.4
        vector[8 * list(TOPICS).index(name)] += 2.0
        stored = np.rint(vector / np.linalg.norm(vector) * 127).astype(np.int8).tobytes()
        Embedding.objects.create(id=number + 1, paper_id=paper, model="minilm", digest=b"", vector=stored)
    return dict(zip(ids, names, strict=True))


def test_papers_are_grouped_by_what_they_are_about_and_named_by_their_words() -> None:
    topic_of = planted(9)
    found = sections.sections_of(list(topic_of))
    assert [{topic_of[paper] for paper in section.papers} for section in found] == [{n} for n in TOPICS]
    assert all(name in section.name.lower() for name, section in zip(TOPICS, found, strict=True))
    assert all(section.central in section.papers for section in found)


def test_order_of_the_edition_changes_no_group_and_stands_within_each() -> None:
    ids = list(planted(9))
    rng = np.random.default_rng(7)
    for (
        row
    ) in Embedding.objects.all():  # topics that hardly differ, which k-means cuts as its first row falls
        row.vector = rng.integers(-60, 60, 64).astype(np.int8).tobytes()
        row.save()
    forwards, backwards = sections.sections_of(ids), sections.sections_of(ids[::-1])
    assert [set(each.papers) for each in forwards] == [set(each.papers) for each in backwards]
    assert [each.papers for each in forwards] == [each.papers[::-1] for each in backwards]
    assert [each.name for each in forwards] == [each.name for each in backwards]


def test_first_embeddings_of_a_day_replace_its_fields_by_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = list(planted(9))
    stored = list(Embedding.objects.all())
    Embedding.objects.all().delete()
    monkeypatch.setattr(contents, "PENDING_S", 0)
    assert [each.central for each in contents.sections_once(FRIDAY, ids)] == [None]
    Embedding.objects.bulk_create(stored)
    assert None not in [each.central for each in contents.sections_once(FRIDAY, ids)]


def test_paper_without_an_embedding_goes_where_its_field_is() -> None:
    topic_of = planted(9)
    late = [paper for paper, topic in topic_of.items() if topic == "protein"][-2:]
    proteins = [paper for paper, topic in topic_of.items() if topic == "protein"]
    field = Paper.objects.get(pk=late[0]).primary_field
    assert field is not None
    field.pk, field.code, field.name = None, "q-bio", "Biology"
    field.save()
    Paper.objects.filter(pk__in=proteins).update(primary_field=field)
    Embedding.objects.filter(paper__in=late).delete()
    home = next(each for each in sections.sections_of(list(topic_of)) if proteins[0] in each.papers)
    assert set(late) <= set(home.papers)


@pytest.mark.parametrize("missing", [False, True])
def test_few_papers_or_few_embeddings_are_grouped_by_field(missing: bool) -> None:
    ids = list(planted(9 if missing else 2))
    if missing:
        Embedding.objects.filter(paper__in=ids[:18]).delete()
    take([prepare(record(f"Other {n}", f"o{n}", fields=("math.ST",))) for n in range(3)], now=at(FRIDAY))
    take([prepare(record("Alone", "alone", fields=("cs.CV",)))], now=at(FRIDAY))
    found = sections.sections_of([*ids, *Paper.objects.exclude(id__in=ids).values_list("id", flat=True)])
    assert [(each.name, len(each.papers)) for each in found] == [
        ("Machine Learning", len(ids)),
        ("Statistics Theory", 3),
        ("Other papers", 1),
    ]


def test_papers_without_a_field_are_one_section() -> None:
    take([prepare(record(f"Built in {n}", f"b{n}", fields=())) for n in range(4)], now=at(FRIDAY))
    ids = tuple(Paper.objects.values_list("id", flat=True))
    assert [(each.name, each.papers) for each in sections.sections_of(ids)] == [("Papers of the day", ids)]
    assert sections.sections_of([]) == []


@pytest.mark.parametrize(("embedded", "count"), [(24, 3), (100, 6), (1_100, 7)])
def test_a_large_day_has_seven_sections_at_most(embedded: int, count: int) -> None:
    assert sections.count_for(embedded) == count
