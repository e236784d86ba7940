from __future__ import annotations

from dataclasses import replace

from tests.claims.coin import DECLARATION

from broadsheet.claims.serialisation import from_dict, to_dict


def test_declaration_survives_a_round_trip() -> None:
    back = from_dict(to_dict(DECLARATION))
    assert to_dict(back) == to_dict(DECLARATION)
    assert back.digest("full") == DECLARATION.digest("full")


def test_digest_follows_what_was_declared_and_not_the_remarks() -> None:
    full = DECLARATION.digest("full")
    assert replace(DECLARATION, notes="as I was saying", scope="coins only").digest("full") == full
    assert replace(DECLARATION, sentence="Another.").digest("full") != full
    assert DECLARATION.digest("quick") != full


def test_what_a_later_version_added_does_not_stop_this_one() -> None:
    plain = to_dict(DECLARATION) | {"colour": "red"}
    assert from_dict(plain).ledger_id == "t001"
