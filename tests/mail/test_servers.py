"""Digests through real servers of two packages, with and without encryption and password."""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from aiosmtpd.smtp import AuthResult
from tests.digests.calls import SEVEN, edition, paper, reader
from tests.mail.mail_server import MailServer

from broadsheet.digests import planning
from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail import outbox, smtp
from broadsheet.mail.sender import Sender
from broadsheet.mail.smtp import Backend

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]
ROOT = Path(__file__).parents[2]
READERS = [f"r{n}@example.org" for n in range(5)]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of `localhost`, from an authority that this machine trusts for the length of the test."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    issued.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return tmp_path / "server.pem"


@pytest.fixture
def twisted(certificate: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.mail.twisted_server", str(certificate)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        yield server
        server.kill()


def use(monkeypatch: pytest.MonkeyPatch, port: object, **settings: str) -> None:
    given = {"MAIL_HOST": "localhost", "MAIL_PORT": str(port), "MAIL_SECURITY": "starttls", **settings}
    for name, value in given.items():
        monkeypatch.setenv(f"BROADSHEET_{name}", value)


def send() -> Counter[str]:
    paper("Shallow things")
    edition()
    for address in READERS:
        reader(address)
    planning.plan(SEVEN)
    ended: Counter[str] = Counter()
    sender = Sender(Backend(), lambda: SEVEN)
    sender.send(list(outbox.due(SEVEN).values_list("id", flat=True)), ended)
    sender.close()
    return ended


def connecting() -> BroadsheetError | None:
    backend = Backend()
    try:
        smtp.connect(backend)
    except BroadsheetError as error:
        return error
    finally:
        backend.drop()
    return None


def port_of(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


def test_twisted_takes_them_encrypted_and_by_password(
    twisted: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, port_of(twisted), MAIL_USER="postman", MAIL_PASSWORD="the-word")
    assert send() == {"taken": 5}
    assert twisted.stdout is not None
    taken = [twisted.stdout.readline().split() for _ in READERS]
    assert sorted(line[0] for line in taken) == READERS
    assert {(user, encrypted) for _, user, encrypted, _ in taken} == {("postman", "True")}


def test_wrong_password_is_said_as_such(
    twisted: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, port_of(twisted), MAIL_USER="postman", MAIL_PASSWORD="another")
    error = connecting()
    assert isinstance(error, SetupError)
    assert "refuses user and password" in str(error)
    assert "another" not in str(error)


def test_aiosmtpd_takes_them_encrypted_and_by_password(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    users = []

    def authenticate(server, session, envelope, mechanism, data):  # type: ignore[no-untyped-def]
        users.append(data.login)
        return AuthResult(success=data.password == b"the-word")

    server = MailServer(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate
    )
    server.start()
    try:
        use(monkeypatch, server.port, MAIL_USER="postman", MAIL_PASSWORD="the-word")
        assert send() == {"taken": 5}
    finally:
        server.stop()
    assert server.counts == dict.fromkeys(READERS, 1)
    assert set(users) == {b"postman"}


def test_password_comes_from_a_file(
    twisted: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("the-word\n")
    use(monkeypatch, port_of(twisted), MAIL_USER="postman", MAIL_PASSWORD_FILE=str(tmp_path / "password"))
    assert connecting() is None


def test_server_without_encryption_is_not_talked_to(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, mail_server.port)
    error = connecting()
    assert isinstance(error, SetupError)
    assert "BROADSHEET_MAIL_SECURITY" in str(error)


def test_certificate_of_an_unknown_authority_is_not_trusted(
    twisted: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = port_of(twisted)
    monkeypatch.delenv("SSL_CERT_FILE")
    use(monkeypatch, port)
    error = connecting()
    assert isinstance(error, TemporaryError)
    assert "certificate" in str(error)
