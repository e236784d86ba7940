"""Word-piece tokeniser with a cache of words: only new ones are split."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import chain

from tokenizers.models import WordPiece

from broadsheet.papers.normal_forms import normalize

WORD = re.compile(r"[a-z0-9]+|[^\W_]+")
ACCENTS = re.compile("[\u0300-\u036f]+")
BLANKS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
LONGEST_WORD = 40
MAX_CACHED_WORDS = 500_000


class Pieces:
    """Ids are places in `vocabulary`. Words with a part that is in no piece are left out; so are punctuation
    and the pieces in `silent`."""

    def __init__(self, vocabulary: Sequence[str], silent: Collection[int] = ()) -> None:
        self._unknown = len(vocabulary)
        self._silent = frozenset(silent) | {self._unknown}
        self._model = WordPiece(
            {**{piece: at for at, piece in enumerate(vocabulary)}, "[UNK]": self._unknown},
            unk_token="[UNK]",
            max_input_chars_per_word=LONGEST_WORD,
        )
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        words = _words(text)
        try:
            return list(chain.from_iterable(map(self._known.__getitem__, words)))
        except KeyError:
            return [number for word in words for number in self._split(word)]

    def _split(self, word: str) -> list[int]:
        if word in self._known:
            return self._known[word]
        if len(self._known) > MAX_CACHED_WORDS:
            self._known.clear()
        ids = [token.id for token in self._model.tokenize(word) if token.id not in self._silent]
        return self._known.setdefault(word, ids)


def _words(text: str) -> list[str]:
    """In lower case, without accents. ASCII, which most texts are, goes the faster way to the same words."""
    text = text.lower()
    if text.isascii():
        return text.translate(BLANKS).split()
    return WORD.findall(ACCENTS.sub("", normalize("NFD", text)))
