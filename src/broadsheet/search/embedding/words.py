"""Texts to word pieces, fast: most words are looked up, only new ones are split."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tokenizers.models import WordPiece

WORD = re.compile(r"[a-z0-9]+|[^\W_]+")
LONGEST_WORD = 40
REMEMBERED = 1_000_000


class Pieces:
    """Ids are places in `vocabulary`. Words with a part that is in no piece are left out, so is punctuation."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._unknown = len(vocabulary)
        self._model = WordPiece(
            {**{piece: at for at, piece in enumerate(vocabulary)}, "[UNK]": self._unknown},
            unk_token="[UNK]",
            max_input_chars_per_word=LONGEST_WORD,
        )
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        known, found = self._known, list[int]()
        for word in WORD.findall(_folded(text)):
            found += known[word] if word in known else self._split(word)
        return found

    def _split(self, word: str) -> list[int]:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        ids = [token.id for token in self._model.tokenize(word) if token.id != self._unknown]
        return self._known.setdefault(word, ids)


def _folded(text: str) -> str:
    """Lower case, without accents."""
    text = text.lower()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parts if unicodedata.category(letter) != "Mn")
