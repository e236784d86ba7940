"""A file of one fault many times over: one row says so, how often, and where first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.papers.records import record

from broadsheet.cli.intake import rejects
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.importing import import_file
from broadsheet.harvest.rejects import MOST_EXAMPLES, Tally
from broadsheet.papers.intake import Counts, take
from broadsheet.papers.models import Paper, Reject, Version
from broadsheet.papers.prepare import prepare
from broadsheet.process import now

MANY = 3_000
"""More than one batch."""
FILES = {
    "unfinished.bib": "@article{{k{}, title = {{A title that nobody ends\n",
    "keyless.bib": "@article{{\n",
    "untitled.bib": "@article{{k, author = {{Ada Example}}, volume = {{{}}}}}\n",
    "untitled.ris": "TY  - JOUR\nAU  - Example, Ada\nVL  - {}\nER  - \n",
    "broken.jsonl": '{{"title": {}\n',
    "list.jsonl": "[{}]\n",
    "typed.jsonl": '{{"title": [{}]}}\n',
    "untitled.atom": "<entry><id>urn:x:{}</id></entry>\n",
}
GOOD = {
    ".bib": "@article{{good{0}, title = {{A good entry, number {0}}}}}\n",
    ".ris": "TY  - JOUR\nTI  - A good entry, number {0}\nER  - \n",
    ".jsonl": '{{"title": "A good entry, number {0}"}}\n',
    ".atom": "<entry><id>urn:good:{0}</id><title>A good entry, number {0}</title></entry>\n",
}
WHOLE = {".atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}</feed>'}


def written(folder: Path, name: str, count: int = MANY) -> Path:
    """The fault many times, with two good entries among them."""
    path = folder / name
    good = [GOOD[path.suffix].format(number) for number in (1, 2)]
    bad = [FILES[name].format(number) for number in range(count)]
    path.write_text(WHOLE.get(path.suffix, "{}").format("".join([good[0], *bad, good[1]])))
    return path


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_one_fault_many_times_is_one_row_with_its_count(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name)
    counts = import_file(path, now)
    assert (counts.new, counts.rejected) == (2, MANY)
    row = Reject.objects.get()
    assert (row.count, len(row.examples)) == (MANY, MOST_EXAMPLES)
    before = list(Reject.objects.values())
    assert import_file(path, now).rejected == MANY
    assert list(Reject.objects.values()) == before


def test_each_rule_has_a_row_of_its_own_across_batches() -> None:
    tally = Tally("file:x")
    untitled = Rejected("line 1", "no title (received: a)", "a", "no title")
    dated = Rejected("line 2", "bad date", "b")
    tally.add([untitled, dated])
    (row,) = tally.add([Rejected("line 3", "no title (received: c)", "c", "no title")])
    assert (row.locator, row.records, [each.locator for each in row.examples]) == (
        "line 1",
        2,
        ["line 1", "line 3"],
    )


@pytest.mark.django_db
def test_statements_that_a_later_one_replaces_are_taken_once() -> None:
    batch = [prepare(record(key="k", fields=(f"cs.{letter}",))) for letter in "ABC"]
    assert take(batch, now=now()) == Counts(read=3, new=1, unchanged=2)
    assert Paper.objects.get().fields.get().code == "cs.C"
    assert take(batch, now=now()) == Counts(read=3, unchanged=3)


@pytest.mark.django_db
def test_statements_of_one_batch_whose_texts_differ_leave_their_versions() -> None:
    batch = [prepare(record(key="k", abstract=text)) for text in ("One.", "Two.", "Two.", "Three.")]
    take(batch, now=now())
    assert list(Version.objects.order_by("number").values_list("abstract", flat=True)) == ["One.", "Two."]


@pytest.mark.django_db
def test_rejects_prints_how_many_and_where_first(tmp_path: Path) -> None:
    import_file(written(tmp_path, "broken.jsonl", count=5), now)
    printed = CliRunner().invoke(rejects, catch_exceptions=False).stdout
    assert "line 2, line 3, line 4, …" in printed
    assert "1 of 1 reasons, 5 records in all" in printed
    (row,) = json.loads(CliRunner().invoke(rejects, ["--json"], catch_exceptions=False).stdout)
    assert row["count"] == 5
    assert [each["locator"] for each in row["examples"]][-1] == "line 6"
