"""Whatever is asked, no answer is a fault of ours and every answer is documented: schemathesis tries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.papers.records import NOON

from broadsheet.accounts import tokens
from broadsheet.accounts.models import Scope

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
# A cursor is only good if an earlier answer gave it, which no schema can say.
CHECKS = ("--checks", "all", "--exclude-checks", "positive_data_acceptance")
HOW = ("--phases", "examples,coverage,fuzzing", "--max-examples", "6", "--seed", "1", "--no-color", *CHECKS)


@pytest.fixture
def mail_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters wait in the outbox; nothing sends them."""
    monkeypatch.setenv("BROADSHEET_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_HOUR", "1000000")


@pytest.mark.parametrize("document", ["/api/v1/openapi.json", "/api/openapi.json"])
@pytest.mark.parametrize("named", [False, True], ids=["anonymous", "with token"])
def test_no_request_is_answered_other_than_documented(
    shelf: None, mail_is_on: None, live_server: Any, tmp_path: Path, document: str, named: bool
) -> None:
    header = ("-H", f"Authorization: Bearer {_token()}") if named else ()
    command = [str(SCHEMATHESIS), "run", f"{live_server.url}{document}", *HOW, *header]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6_000:]


def _token() -> str:
    return tokens.create("schemathesis", [Scope.READ, Scope.ADMIN], NOON)[1]
