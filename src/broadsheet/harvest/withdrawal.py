"""Detect from arXiv's comment or abstract that a paper is withdrawn.

A comment may say so in any of its parts ("12 pages. This paper has been withdrawn"); an abstract says so in its first
words, or in a sentence of its own that names this paper. A paper about withdrawn papers is not withdrawn, nor is one
that was withdrawn from a conference only.
"""

from __future__ import annotations

import re

_PAPER = r"(?:paper|article|submission|manuscript|preprint|e-?print|work|version|note|draft)s?"
_AUTHORS = r"(?:(?:the|both|all|all of the|one of the)\s+)?(?:co-?)?authors?"
_NOT_FROM_ARXIV = r"(?!\s+from\s+(?!(?:the\s+)?(?:arxiv|publication|consideration)))"
_ALREADY = r"(?:(?:now|temporarily|being|hereby|already|since)\s+)*"
_SAYS_SO = re.compile(
    rf"(?:(?:this|the|our)\s+(?:(?:present|current|whole)\s+)?(?:{_PAPER}\s+)?(?:has|have)\s+been\s+{_ALREADY}withdrawn"
    rf"|(?:this|the|our)\s+(?:(?:present|current)\s+)?(?:{_PAPER}\s+)?(?:is|was|will\s+be|must\s+be)\s+{_ALREADY}withdrawn"
    rf"|(?:(?:this|the)\s+)?{_PAPER}\s+(?:temporarily\s+)?withdrawn"
    r"|(?:has|have)\s+been\s+withdrawn"
    r"|withdrawn(?:\s*(?:$|[.,;:()!\]])|\s+(?:by|due|because|for|as|from|pending|temporarily|until|since|to|in\s+light)\b)"
    rf"|(?:{_AUTHORS}|we|i)\s+(?:(?:have|has|had|are|am|is|hereby|now|must|wish(?:es)?\s+to|would\s+like\s+to"
    rf"|decided?\s+to|need\s+to|want\s+to)\s+)*(?:withdrawn|withdrawing|withdrew|withdraw)\s+(?:this|the|our|it)\b)"
    rf"{_NOT_FROM_ARXIV}",
    re.I,
)
_THIS_PAPER = re.compile(
    rf"this\s+{_PAPER}\s+(?:has\s+been|is|was)\s+{_ALREADY}withdrawn\s*(?:$|[.,;:(]|(?:by|due|because|as|for)\b)",
    re.I,
)
_PARTS = re.compile(r"(?:^|[.;:!?()\[\]]\s*|,\s+|\s[-\u2013\u2014]+\s|\n)\s*(?:and\s+|but\s+|now\s+)?")
_SENTENCES = re.compile(r"[.!?\n]\s+")
_WORD = re.compile("withdr", re.I)


def is_withdrawn(comment: str, abstract: str) -> bool:
    if _WORD.search(comment) and any(
        _SAYS_SO.match(comment, part.end()) for part in _PARTS.finditer(comment)
    ):
        return True
    if not _WORD.search(abstract):
        return False
    if _SAYS_SO.match(abstract.lstrip()):
        return True
    return any(_THIS_PAPER.match(abstract, sentence.end()) for sentence in _SENTENCES.finditer(abstract))
