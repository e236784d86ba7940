from __future__ import annotations

from dataclasses import replace

from tests.claims.coin import DECLARATION

from broadsheet.claims.declaring import read, told


def test_declaration_told_and_read_is_the_same() -> None:
    back = read(told(DECLARATION))
    assert told(back) == told(DECLARATION)
    assert back.digest("full") == DECLARATION.digest("full")


def test_digest_follows_what_was_declared_and_not_the_remarks() -> None:
    full = DECLARATION.digest("full")
    assert replace(DECLARATION, notes="as I was saying", scope="coins only").digest("full") == full
    assert replace(DECLARATION, sentence="Another.").digest("full") != full
    assert DECLARATION.digest("quick") != full


def test_what_a_later_version_told_does_not_stop_this_one() -> None:
    said = told(DECLARATION) | {"colour": "red"}
    assert read(said).ledger_id == "t001"
