from __future__ import annotations

from broadsheet.editions.topic_names import topic_names


def names(*groups: list[str]) -> list[str]:
    texts = [(title, "") for group in groups for title in group]
    places, start = [], 0
    for group in groups:
        places.append(list(range(start, start + len(group))))
        start += len(group)
    return topic_names(texts, places)


def test_words_that_set_a_group_apart_come_before_those_that_all_have() -> None:
    galaxies, proteins = names(["Networks for galaxies"] * 4, ["Networks for proteins"] * 4)
    assert galaxies.startswith("Galaxies")
    assert proteins.startswith("Proteins")


def test_pair_of_words_stands_for_its_word() -> None:
    assert names(["Dark matter halos", "Dark matter lenses"], ["Protein chains"] * 2)[0] == "Dark matter"


def test_name_repeats_no_stem() -> None:
    found = names(["Galaxy and galaxies", "Galaxies, a galaxy"], ["Protein chains"] * 2)[0]
    assert found in ("Galaxies", "Galaxy")


def test_acronym_keeps_its_capitals() -> None:
    found = names(["QCD on a lattice", "Lattice QCD"], ["Protein chains"] * 2)[0]
    assert "QCD" in found


def test_group_without_a_telling_word_has_no_name() -> None:
    assert names(["This and that", "These and those"], ["Protein chains"] * 2)[0] == ""
