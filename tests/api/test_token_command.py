"""broadsheet token, from the making of a token to its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import ask, run

pytestmark = [pytest.mark.one_database, pytest.mark.slow]


def test_token_is_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    made = ask(tmp_path, "token", "create", "press", "--scope", "admin", "--days", "30")
    (listed,) = ask(tmp_path, "token", "list")
    assert (listed["name"], listed["scopes"], listed["state"]) == ("press", ["admin"], "valid")
    assert made["token"].startswith(listed["begins"])
    assert made["token"] not in str(listed)
    assert ask(tmp_path, "token", "revoke", "press")["state"] == "revoked"
    again = run(tmp_path, "token", "revoke", "press")
    assert (again.returncode, "No valid token" in again.stderr) == (1, True)
