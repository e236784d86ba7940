from __future__ import annotations

from broadsheet.search.embedding.word_pieces import Pieces

VOCABULARY = ["graph", "##s", "neural", "2", "##0"]


def test_words_are_split_into_the_longest_pieces() -> None:
    assert Pieces(VOCABULARY).ids("Graphs, NEURAL 20") == [0, 1, 2, 3, 4]


def test_accents_are_folded_and_unknown_words_left_out() -> None:
    assert Pieces(VOCABULARY).ids("gráph théorie neural") == [0, 2]


def test_a_word_is_split_the_same_way_again() -> None:
    pieces = Pieces(VOCABULARY)
    assert pieces.ids("graphs graphs") == [0, 1, 0, 1]
