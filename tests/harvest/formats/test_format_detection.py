"""A file is known by what it says, not by its name."""

from __future__ import annotations

import pytest
from tests.harvest.reading_files import SAMPLES

from broadsheet.harvest.format import HEAD_BYTES
from broadsheet.harvest.registry import find_format, format_name

FORMATS = {
    "arxiv_day.atom": "arxiv_rss",
    "arxiv_day.rss": "arxiv_rss",
    "blog.atom": "feed",
    "blog.json": "feed",
    "blog.rss": "feed",
    "daily-papers-900.txt": "daily_papers_page",
    "daily-papers-901.txt": "daily_papers_page",
    "hub-2026-07-24.json": "hub_daily",
    "ledger.jsonl": "ledger",
    "oai.xml": "arxiv_oai",
    "papers.jsonl": "jsonlines",
    "query.atom": "arxiv_atom",
    "references.bib": "bibtex",
    "references.ris": "ris",
    "snapshot.jsonl": "arxiv_snapshot",
}


def test_every_sample_has_its_format_stated() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sample", FORMATS)
def test_the_format_is_found_whatever_the_name(sample: str, encoding: str) -> None:
    text = (SAMPLES / sample).read_text(encoding="utf-8")
    head = text.encode(encoding)[:HEAD_BYTES]
    for name in ("download", "papers.csv", "x.jsonl", "x.xml", "x.txt"):
        assert format_name(find_format(head, name)) == FORMATS[sample]
