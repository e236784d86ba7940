"""Every bad file is read as far as it can be or set aside with a reason, and never stops the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.harvest.bad.expectation import BadFile
from tests.harvest.bad.json_files import JSON_FILES
from tests.harvest.bad.other_files import COMPRESSED_FILES, TEXT_FILES, UNKNOWN_FILES
from tests.harvest.bad.xml_files import XML_FILES
from tests.harvest.reading_files import read_file

from broadsheet.errors import InputError
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Record

ALL = [*JSON_FILES, *XML_FILES, *COMPRESSED_FILES, *TEXT_FILES, *UNKNOWN_FILES]
READABLE = [bad for bad in ALL if not bad.refused]
REFUSED = [bad for bad in ALL if bad.refused]


def name_of(bad: BadFile) -> str:
    return bad.name


def written(bad: BadFile, folder: Path) -> Path:
    path = folder / bad.name
    path.write_bytes(bad.content)
    return path


def test_the_corpus_has_at_least_sixty_files_of_different_names() -> None:
    assert len({bad.name for bad in ALL}) == len(ALL) >= 60


@pytest.mark.parametrize("bad", READABLE, ids=name_of)
def test_what_is_readable_is_read_and_the_rest_set_aside(bad: BadFile, tmp_path: Path) -> None:
    outcome = read_file(written(bad, tmp_path))
    reasons = [rejected.reason for rejected in outcome.rejected]
    assert (len(outcome.records), len(reasons)) == (bad.records, bad.rejects), reasons
    said = [*reasons, *(note for record in outcome.records for note in record.notes)]
    assert not bad.says or any(bad.says in text for text in said), said
    assert set(bad.titles) <= {record.title for record in outcome.records}
    assert all(rejected.locator and rejected.reason for rejected in outcome.rejected)


@pytest.mark.parametrize("bad", REFUSED, ids=name_of)
def test_what_is_no_known_file_is_refused_with_its_reason(bad: BadFile, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_file(written(bad, tmp_path))
    assert bad.says in str(refusal.value)


@pytest.mark.parametrize("bad", [bad for bad in READABLE if bad.records], ids=name_of)
def test_what_was_read_of_a_bad_file_can_be_taken_in(bad: BadFile, tmp_path: Path) -> None:
    for record in read_file(written(bad, tmp_path)).records[:5]:
        assert Record.from_json(record.to_json()) == record
        assert "\0" not in prepare(record).content.title
