from __future__ import annotations

from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.web.press import FRIDAY, record

from broadsheet.cli import root
from broadsheet.errors import InputError
from broadsheet.papers import persons, spelling_index
from broadsheet.papers.intake import take
from broadsheet.papers.models import Counter, SpellingKey
from broadsheet.papers.names import same_author, spelling_keys
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import RecordAuthor

database = pytest.mark.django_db
WORDS = st.sampled_from(
    ["Ada", "A.", "Anna", "Lovelace", "Byron", "de", "Núñez", "Pérez", "Mueller", "Müller", "Li"]
)


def printed(*papers: str) -> None:
    """A paper for each line of names."""
    for number, names in enumerate(papers, 1):
        authors = tuple(RecordAuthor(name) for name in names.split("; "))
        take([prepare(record(number, authors=authors))], now=FRIDAY)
    spelling_index.catch_up()


def spellings(name: str) -> set[str]:
    person = persons.person_of(name)
    assert person is not None
    return set(person.spellings)


@given(st.lists(WORDS, min_size=2, max_size=4), st.lists(WORDS, min_size=2, max_size=4))
def test_spellings_of_one_person_share_a_key(a: list[str], b: list[str]) -> None:
    one, other = " ".join(a), " ".join(b)
    if same_author(one, other) and all(len(spelling_keys(each)) > 1 for each in (one, other)):
        assert spelling_keys(one) & spelling_keys(other)


@database
def test_spellings_are_one_person_and_the_most_frequent_names_it() -> None:
    printed("Ada Lovelace", "A. Lovelace", "Lovelace, Ada", "Ada Lovelace", "Emmy Noether")
    person = persons.person_of("A. Lovelace")
    assert person is not None
    assert person.name == "Ada Lovelace"
    assert set(person.spellings) == {"Ada Lovelace", "A. Lovelace", "Lovelace, Ada"}
    assert person.undecided == ()


@database
def test_what_fits_two_persons_is_neither() -> None:
    printed("John Smith", "Jane Smith", "J. Smith", "John A. Smith")
    assert spellings("J. Smith") == {"J. Smith"}
    assert spellings("John A. Smith") == spellings("John Smith") == {"John Smith", "John A. Smith"}
    person = persons.person_of("J. Smith")
    assert person is not None
    assert set(person.undecided) == {"Jane Smith", "John A. Smith", "John Smith"}


@database
def test_surname_alone_is_nobody_in_particular() -> None:
    printed("Smith", "John Smith")
    assert spellings("Smith") == {"Smith"}


@database
def test_two_whom_a_paper_prints_side_by_side_are_two() -> None:
    printed("Wei Zhang; W. Zhang")
    assert spellings("Wei Zhang") == {"Wei Zhang"}


@database
def test_split_stands_until_it_is_undone() -> None:
    printed("Ada Lovelace", "A. Lovelace")
    persons.split("A. Lovelace")
    assert (spellings("Ada Lovelace"), spellings("A. Lovelace")) == ({"Ada Lovelace"}, {"A. Lovelace"})
    persons.undo("A. Lovelace")
    assert spellings("A. Lovelace") == {"Ada Lovelace", "A. Lovelace"}


@database
def test_join_folds_what_no_rule_could_know() -> None:
    printed("Ada Lovelace", "Ada Byron", "A. Lovelace")
    persons.join("Ada Byron", "Ada Lovelace")
    together = {"Ada Lovelace", "Ada Byron", "A. Lovelace"}
    assert spellings("Ada Byron") == spellings("Ada Lovelace") == spellings("A. Lovelace") == together
    with pytest.raises(InputError, match="Join it to Ada Lovelace"):
        persons.join("A. Lovelace", "Ada Byron")
    with pytest.raises(InputError, match="First undo Ada Byron"):
        persons.join("Ada Lovelace", "A. Lovelace")
    persons.undo("Ada Byron")
    assert spellings("Ada Byron") == {"Ada Byron"}


@database
def test_only_names_of_papers_are_ruled_on() -> None:
    printed("Ada Lovelace")
    for attempt in (lambda: persons.split("Nobody"), lambda: persons.undo("Ada Lovelace")):
        with pytest.raises(InputError):
            attempt()
    assert persons.person_of("Nobody") is None


@database
def test_counts_of_spellings_are_added() -> None:
    printed("Ada Lovelace", "A. Lovelace", "Emmy Noether")
    counted = persons.folded({"Emmy Noether": 3, "A. Lovelace": 1, "Ada Lovelace": 4})
    assert counted == {("Ada Lovelace", "A. Lovelace"): 5, ("Emmy Noether",): 3}


@database
def test_index_takes_each_name_once_and_goes_on_with_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling_index, "BATCH", 2)
    printed("Ada Lovelace; Emmy Noether; Sofia Kovalevskaya")
    keys, watermark = SpellingKey.objects.count(), Counter.read(spelling_index.WATERMARK)
    assert keys == sum(
        len(spelling_keys(name)) for name in ("Ada Lovelace", "Emmy Noether", "Sofia Kovalevskaya")
    )
    assert spelling_index.catch_up() == 0
    printed("Ada Lovelace; Emmy Noether; Sofia Kovalevskaya", "Hypatia")
    assert SpellingKey.objects.count() == keys + len(spelling_keys("Hypatia"))
    assert Counter.read(spelling_index.WATERMARK) > watermark


@database
def test_commands_split_join_and_take_back() -> None:
    printed("Ada Lovelace; Emmy Noether", "Ada Lovelace", "A. Lovelace")
    together = {"name": "Ada Lovelace", "spellings": ["Ada Lovelace", "A. Lovelace"], "undecided": []}
    assert asked("show", "A. Lovelace") == together
    assert asked("split", "A. Lovelace")["spellings"] == ["A. Lovelace"]
    assert asked("join", "A. Lovelace", "Emmy Noether")["spellings"] == ["Emmy Noether", "A. Lovelace"]
    assert asked("rulings") == [{"name": "A. Lovelace", "person": "Emmy Noether"}]
    assert asked("undo", "A. Lovelace") == together
    unknown = CliRunner().invoke(root, ["author", "show", "Nobody"])
    assert (unknown.exit_code, "as a paper prints the name" in unknown.output) == (1, True)


def asked(*words: str) -> Any:
    done = CliRunner().invoke(root, ["author", *words, "--json"])
    assert done.exit_code == 0, done.output
    return orjson.loads(done.output)
