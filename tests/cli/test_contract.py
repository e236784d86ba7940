"""Names, outputs and exit codes that scripts rely on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.cli.program import LINES, ask, environment, run

from broadsheet.cli import reference, root

pytestmark = pytest.mark.one_database

CONTRACT = {
    "up", "import", "harvest", "search", "show", "similar", "edition", "papers", "index", "rejects", "doctor",
    "backup", "restore", "merge", "unmerge", "embed", "ledger", "worker", "settings",
}  # fmt: skip


def test_every_command_of_the_contract_is_there() -> None:
    assert set(root.commands) >= CONTRACT


@pytest.mark.parametrize(("name", "command"), list(reference.commands()))
def test_every_command_explains_itself_and_takes_a_home(name: str, command: click.Command) -> None:
    assert command.help
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--home" in options
    undocumented = [p.name for p in command.params if p.param_type_name == "option" and not p.help]  # type: ignore[attr-defined]
    assert undocumented == []


def test_import_counts_what_became_of_the_records(empty_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_bytes(LINES + b'\n{"id": "x9", "title": ""}\n')
    counts = {"read": 4, "new": 3, "updated": 0, "unchanged": 0, "rejected": 1, "noted": 0}
    assert ask(empty_home, "import", str(file)) == counts
    assert ask(empty_home, "import", str(file)) == {**counts, "new": 0, "unchanged": 3}
    (rejected,) = ask(empty_home, "rejects")
    assert "title" in rejected["reason"]
    assert "line 4" in rejected["locator"]


def test_standard_input_is_imported(empty_home: Path) -> None:
    assert ask(empty_home, "import", "-", stdin=LINES)["new"] == 3


def test_one_unreadable_file_does_not_stop_the_others(empty_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_bytes(LINES)
    done = run(empty_home, "import", str(tmp_path / "none"), str(file), "--json")
    assert done.returncode == 1
    assert '"new": 3' in done.stdout
    assert "received:" in done.stderr
    assert "Traceback" not in done.stderr


BAD = b'{"id": "x8", "title": ""}\n{"id": "x9", "title": ""}\n'


def test_import_of_which_everything_was_rejected_fails(empty_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(BAD)
    done = run(empty_home, "import", str(file))
    assert done.returncode == 1
    assert "0 new" in done.stdout
    assert "Nothing of this file was taken in: 2 records of 2 set aside" in done.stderr
    assert str(file) in done.stderr
    assert "broadsheet rejects" in done.stderr
    assert run(empty_home, "import", "-", stdin=BAD).returncode == 1


def test_import_fails_for_a_rejected_file_among_good_ones(empty_home: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_bytes(LINES)
    bad.write_bytes(BAD)
    done = run(empty_home, "import", str(bad), str(good))
    assert (done.returncode, "3 new" in done.stdout) == (1, True)


def test_import_again_and_in_part_succeeds(empty_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_bytes(LINES + b"\n" + BAD)
    assert run(empty_home, "import", str(file)).returncode == 0
    assert run(empty_home, "import", str(file)).returncode == 0


def test_shell_completes_commands_and_values(tmp_path: Path) -> None:
    def completed(words: str) -> str:
        asked = {
            "_BROADSHEET_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        return run(tmp_path, **asked).stdout

    assert completed("broadsheet sea") == "plain,search\n"
    assert completed("broadsheet search --mode sem") == "plain,semantic\n"
    assert "complete" in run(tmp_path, _BROADSHEET_COMPLETE="bash_source").stdout


def test_search_says_what_it_found_and_why(home: Path) -> None:
    hits = ask(home, "search", "gradient descent", "--mode", "lexical", "--limit", "1")
    assert [hit["title"] for hit in hits] == ["Gradient descent with momentum"]
    assert hits[0]["score"] > 0
    assert hits[0]["why"]
    assert ask(home, "show", hits[0]["id"])["title"] == hits[0]["title"]


def test_words_of_a_query_need_no_quotes(home: Path) -> None:
    assert ask(home, "search", "sharp", "images") == ask(home, "search", "sharp images")


def test_similar_leaves_the_paper_itself_out(home: Path) -> None:
    (first, *_) = ask(home, "papers")
    assert first["id"] not in [hit["id"] for hit in ask(home, "similar", first["id"])]


def test_papers_are_counted(home: Path) -> None:
    assert run(home, "papers", "--count").stdout == "3\n"


def test_edition_of_a_day_is_printed(home: Path) -> None:
    edition = ask(home, "edition", "2026-11-12")
    assert edition["day"] == "2026-11-12"
    assert [paper["title"] for paper in edition["papers"]] == ["Sparse attention"]


def test_index_stands_where_the_database_stands(home: Path) -> None:
    status = ask(home, "index", "--rebuild")
    assert status["papers_in_index"] == status["papers_in_db"] == 3


def test_merge_is_undone_by_unmerge(empty_home: Path) -> None:
    ask(empty_home, "import", "-", stdin=LINES)
    one, other, _ = [paper["id"] for paper in ask(empty_home, "papers")]
    ask(empty_home, "merge", one, other)
    assert ask(empty_home, "papers", "--count") == {"papers": 2}
    assert ask(empty_home, "unmerge", one)["apart"] == other
    assert ask(empty_home, "papers", "--count") == {"papers": 3}
    assert {hit["id"] for title in ("sparse", "diffusion") for hit in ask(empty_home, "search", title)} == {
        one,
        other,
    }


def test_ledger_gives_every_number_of_all_claims(home: Path) -> None:
    keys = [
        "id",
        "title",
        "family",
        "feasible",
        "status",
        "fidelity",
        "effect",
        "low",
        "high",
        "margin",
        "seeds",
        "seconds",
        "revision",
    ]
    told = ask(home, "ledger")
    assert len({claim["id"] for claim in told}) == 562
    assert all(set(keys) <= set(claim) for claim in told)
    tested = [claim for claim in told if claim["status"] in ("supported", "contradicted", "inconclusive")]
    assert tested
    assert all(
        claim[key] is not None for claim in tested for key in ("fidelity", "margin", "seeds", "revision")
    )


def test_ledger_names_the_comparison_that_contradicts_a_claim(home: Path) -> None:
    [row] = [
        row
        for row in run(home, "ledger", "--status", "contradicted").stdout.splitlines()
        if row[:4] == "s371"
    ]
    assert "(contradicted in: sequential against once, excess (digits))" in row


def test_ledger_lists_the_claims(home: Path) -> None:
    untestable = ask(home, "ledger", "--status", "untestable")
    assert len(untestable) == 130
    assert all(claim["why_not"] for claim in untestable)


def test_reply_of_an_author_is_recorded_replaced_and_removed(new_home: Path) -> None:
    recording = ("claim", "reply", "s122", "-", "--author", "Ada Lovelace", "--day", "2026-11-20")
    recorded = ask(new_home, *recording, stdin="Our **noise** was α times smaller.".encode())
    number = recorded["number"]
    assert recorded == {
        "number": number,
        "author": "Ada Lovelace",
        "day": "2026-11-20",
        "text": "Our **noise** was α times smaller.",
        "status_then": "unchecked",
    }
    replaced = ask(new_home, "claim", "reply", "s122", "--replace", str(number), stdin=b"Better put.")
    assert ask(new_home, "claim", "reply", "s122", "--list") == [replaced]
    assert (replaced["author"], replaced["text"]) == ("Ada Lovelace", "Better put.")
    refused = run(new_home, "claim", "reply", "s122", stdin=b"Nobody's.")
    assert (refused.returncode, "--author" in refused.stderr) == (1, True)
    assert run(new_home, "claim", "reply", "s122", "--remove", str(number)).returncode == 0
    assert ask(new_home, "claim", "reply", "s122", "--list") == []


def test_secrets_are_not_shown(empty_home: Path) -> None:
    done = run(empty_home, "settings", BROADSHEET_SECRET_KEY="swordfish" * 8)
    assert "BROADSHEET_SECRET_KEY = (set, not shown)" in done.stdout
    assert "swordfish" not in done.stdout


def test_home_may_stand_before_or_after_the_command(home: Path, new_home: Path) -> None:
    assert run(new_home, "--home", str(home), "papers", "--count").stdout == "3\n"
    assert run(new_home, "papers", "--count", "--home", str(home)).stdout == "3\n"
    assert not new_home.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["show", "no-such-paper"], 1, "no-such-paper"),
        (["edition", "yesterday"], 1, "yesterday"),
        (["unmerge", "no-such-paper"], 1, "cure:"),
        (["search"], 2, "QUERY"),
        (["search", "x", "--mode", "magic"], 2, "magic"),
        (["import"], 2, "FILE"),
        (["no-such-command"], 2, "no-such-command"),
    ],
)
def test_errors_go_to_stderr_with_their_exit_code(
    home: Path, arguments: list[str], code: int, says: str
) -> None:
    done = run(home, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").exists(), reason="root may write anywhere")
def test_home_that_cannot_be_written_is_named_with_the_cure() -> None:
    done = run(Path("/proc/broadsheet"), "papers")
    assert done.returncode == 1
    assert "/proc/broadsheet" in done.stderr
    assert "--home DIR" in done.stderr


def test_a_command_that_sends_and_draws_nothing_loads_no_part_that_does(tmp_path: Path) -> None:
    heavy = "[m for m in ('numpy', 'altair', 'broadsheet.digests.rendering', 'ninja') if m in sys.modules]"
    code = f"import sys; from broadsheet.server import startup; startup.prepare(); print({heavy})"
    settings = environment(BROADSHEET_HOME=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=settings, check=True
    )
    assert done.stdout == "[]\n"


def test_help_loads_neither_django_nor_numbers(tmp_path: Path) -> None:
    heavy = "[m for m in ('django', 'numpy', 'tantivy', 'onnxruntime', 'httpx', 'rich') if m in sys.modules]"
    code = f"import sys, broadsheet.cli; print({heavy})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout == "[]\n"
