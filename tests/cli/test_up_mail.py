"""A reader's way through the digest on a running `broadsheet up`: what its letters and its logs hold."""

from __future__ import annotations

import re
import socket
import sqlite3
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest
from tests.cli.program import ERRORS, up
from tests.mail.mail_server import MailServer
from tests.patience import until

pytestmark = [pytest.mark.one_database, pytest.mark.slow]
ADA = "ada@example.org"
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visit(NamedTuple):
    address: str
    """Of the instance, as `up` printed it."""
    letter: str
    tokens: list[str]
    """Signatures of the reader's links."""
    log: str


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    home = tmp_path_factory.mktemp("mail") / "home"
    server = MailServer()
    server.start()
    settings = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(server.port), "MAIL_SECURITY": "none"}
    settings |= {"MAIL_FROM": "digest@papers.example.org", "LOG_LEVEL": "DEBUG"}
    with up(home, **{f"BROADSHEET_{name}": value for name, value in settings.items()}) as (_, address):
        letter = _sign_up(address, server)
        confirm = next(line for line in letter.split() if "/digest/confirm/" in line)
        preferences = _confirm(confirm)
        _provoke_the_log(home, address, confirm, preferences)
    server.stop()
    tokens = [link.rpartition(":")[2] for link in (confirm, preferences)]
    return Visit(address, letter, tokens, (home / ERRORS).read_text())


def _sign_up(address: str, server: MailServer) -> str:
    assert httpx.post(f"{address}/api/v1/digest/sign-ups", json={"address": ADA}).status_code == 202
    assert until(lambda: server.counts[ADA] == 1)
    return str(server.message(ADA).get_body(("plain",)).get_content())  # type: ignore[union-attr]


def _confirm(link: str) -> str:
    """The address of the reader's choices."""
    with httpx.Client() as browser:
        token = _CSRF.search(browser.get(link).text)
        assert token
        answer = browser.post(link, data={"csrfmiddlewaretoken": token[1]}, headers={"Origin": _origin(link)})
    assert answer.status_code == 302
    return _origin(link) + urlsplit(answer.headers["Location"]).path


def _origin(link: str) -> str:
    return f"http://{urlsplit(link).netloc}"


def _provoke_the_log(home: Path, address: str, confirm: str, preferences: str) -> None:
    """Whatever names an address: not found, refused, gone, failed; of what cannot be read no line is written."""
    statuses = [
        httpx.get(f"{preferences}x").status_code,
        httpx.post(f"{preferences}/forget").status_code,
        httpx.get(f"{confirm}x").status_code,
        httpx.get(f"{preferences}/nowhere").status_code,
        httpx.get(f"{address}/no/such", headers={"Referer": preferences}).status_code,
    ]
    assert statuses == [404, 403, 410, 404, 404]
    with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as raw:
        raw.sendall(f"GET {urlsplit(preferences).path}\r\n\r\n".encode())
        assert b"400" in raw.recv(1000)
    with sqlite3.connect(home / "broadsheet.sqlite3") as database:
        database.execute("DROP TABLE digests_wish")
    assert httpx.get(preferences).status_code == 500


def test_letters_carry_the_address_and_port_of_the_running_instance(visit: Visit) -> None:
    assert not visit.address.endswith(":8000")
    links = re.findall(r"https?://[^\s]+", visit.letter)
    assert links
    assert all(link.startswith(f"{visit.address}/") for link in links)


@pytest.mark.parametrize("line", ["Not Found", "Forbidden", "Gone", "Internal Server Error"])
def test_log_has_the_line_and_the_address_without_its_token(visit: Visit, line: str) -> None:
    (first, *_) = [said for said in visit.log.splitlines() if line in said and "/digest/" in said]
    assert "[token]" in first


def test_no_token_is_anywhere_in_the_log(visit: Visit) -> None:
    assert "Traceback" in visit.log
    assert not [token for token in visit.tokens if token[:20] in visit.log]
