"""Tables and paragraphs within the columns of a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.cli.program import PROGRAM, environment, run

from broadsheet.cli.layout import columns, table, wrap

WIDTHS = (40, 80, 200)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=120)
STYLE = re.compile(r"\x1b\[[\d;]*m")


def lines_of(text: str) -> list[str]:
    return text.split("\n")


@given(TEXT, st.integers(20, 200), st.integers(0, 12))
@example(" " + "x" * 20, 20, 0)
@example(" " * 30 + "x" * 20, 20, 0)
def test_wrapped_text_keeps_within_its_width_and_loses_nothing(text: str, width: int, indent: int) -> None:
    wrapped = wrap(text, width, " " * indent)
    assert max(map(columns, lines_of(wrapped))) <= width
    assert "".join(wrapped.split()) == "".join(text.split())


@given(
    st.lists(st.tuples(*[TEXT.map(lambda text: " ".join(text.split()))] * 4), max_size=4),
    st.sampled_from(WIDTHS),
)
def test_table_keeps_within_its_width_and_loses_nothing(rows: list[tuple[str, ...]], width: int) -> None:
    said = "\n".join(table(("#", "FIELD", "ID", "TITLE"), rows, width))
    assert max(columns(line.rstrip()) for line in lines_of(said)) <= width
    whole = "".join(said.split())
    assert all(
        "".join(cell.split()) in whole for row in rows for cell in row[:-1] if columns(cell) < width // 2
    )


def test_table_without_a_terminal_has_a_line_for_each_row() -> None:
    rows = [("1", "word " * 100), ("2", "x" * 500)]
    assert [line.split()[0] for line in table(("#", "TITLE"), rows, None)] == ["#", "1", "2"]


def test_long_last_cells_are_wrapped_below_their_column() -> None:
    first, second, third = lines_of("\n".join(table(("ID", "TITLE"), [("a1", "one two three " * 3)], 40)))
    assert (first.split(), second[:4], third[:4]) == (["ID", "TITLE"], "a1  ", "    ")


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    assert (columns("注意力"), columns("e\u0301")) == (6, 1)


def test_words_of_a_row_keep_the_gaps_between_them() -> None:
    assert (
        wrap("ID    one  two three four five six", 24, "      ")
        == "ID    one  two three\n      four five six"
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide")
    records = [
        f'{{"id": "w{n}", "title": "{"Attention to words of all lengths, " * 6}{n}", "published": "2026-11-1{n}",'
        f' "authors": ["Ana María García-López", "山田太郎", "B. C. Doe", "D. Ei", "F. Gee"]}}'
        for n in range(3)
    ]
    records += ['{"id": "x", "title": ""}', '{"id": "d", "title": "Dated oddly", "published": "someday"}']
    records += ['{"id": "m", "title": "Known to the month", "published": "2026-10"}']
    file = folder / "papers-with-a-very-long-name-of-its-own.jsonl"
    file.write_text("\n".join(records))
    assert run(folder, "import", "--built-in", str(file)).returncode == 0
    assert run(folder, "token", "create", "a-token-with-a-long-name").returncode == 0
    return folder


def on_a_terminal(home: Path, width: int, *arguments: str) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    variables = environment(BROADSHEET_HOME=str(home), TERM="xterm")
    variables.pop("COLUMNS", None)
    process = subprocess.Popen(
        [PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=variables
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65_536):
            said += piece
    except OSError:  # how Linux says that the terminal's other end is closed
        pass
    process.wait()
    os.close(ours)
    return STYLE.sub("", said.decode()).replace("\r\n", "\n")


TABLES = [
    ("papers",), ("search", "attention"), ("search", "known month"), ("similar", "ledger:s384"), ("edition", "2026-11-11"),
    ("ledger", "--status", "contradicted"), ("ledger", "--family", "q-learning"), ("rejects",), ("rejects", "--notes"),
    ("token", "list"), ("digest", "readers"), ("digest", "doubtful"), ("show", "ledger:s384"), ("doctor",),
    ("settings",), ("--help",), ("search", "--help"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_output_keeps_within_the_terminal(home: Path, arguments: tuple[str, ...], width: int) -> None:
    said = on_a_terminal(home, width, *arguments)
    assert said.strip()
    assert [line for line in lines_of(said) if columns(line) > width] == []


@pytest.mark.slow
def test_search_prints_authors_and_dates_as_far_as_they_are_known(home: Path) -> None:
    said = run(home, "search", "attention", "lengths").stdout
    assert "Ana María García-López, 山田太郎, B. C. Doe and 2 others" in said
    month = run(home, "search", "known", "month").stdout
    assert "2026-10 " in month
    assert "2026-10-01" not in month


@pytest.mark.slow
def test_example_paper_of_the_documentation_is_in_every_instance(home: Path) -> None:
    assert "Hindsight Experience Replay" in run(home, "show", "ledger:s384").stdout
    assert "Hindsight Experience Replay" in run(home, "search", "ledger:s384").stdout
    assert run(home, "similar", "ledger:s384").returncode == 0
