"""Handing one message to the mail server, and what its answer means.

A server owns a message when it answers the line with a single dot that ends it. Until that line is sent, a lost
connection means that the message was not accepted and may be sent again; between that line and the answer nobody can
tell. smtplib sends text and dot together, so that every loss would look like the second kind: Django's SMTP backend
gets a connection here that sends them apart.
"""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import wait
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from broadsheet import config
from broadsheet.errors import BroadsheetError, SetupError, TemporaryError

LISTEN_S = 0.0
"""How long we wait, before the last line, for a server that hangs up over the text. What has arrived by then counts:
waiting for each message costs more than the few messages that it would keep from being doubtful."""
PATIENCE = 5
"""How many times longer than for other answers we wait for the last one: servers check content meanwhile."""


class LostAfterHandover(smtplib.SMTPServerDisconnected):
    """The connection was lost between the last line and its answer."""


class _TwoSteps(smtplib.SMTP):
    """Sends a message's text, and then the dot that ends it."""

    accepted = ""
    """The server's answer when it accepted the last message."""
    before_last_line: Callable[[], None] | None = None
    """Called while the server reads the text; if it raises, the last line is not sent and the message not accepted."""

    def connect(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """The last line must not wait for the acknowledgement of the text."""
        answer = super().connect(*arguments, **options)
        if self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return answer

    def sendmail(
        self, from_addr: str, to_addrs: Any, msg: Any, mail_options: Any = (), rcpt_options: Any = ()
    ) -> Any:
        """Declares that the text has letters beyond ASCII, where the server knows what that means."""
        self.ehlo_or_helo_if_needed()
        if self.has_extn("8bitmime"):
            mail_options = (*mail_options, "body=8bitmime")
        return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, answer = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        self.send(_quoted(msg))
        if self.before_last_line:
            self.before_last_line()
        self._check_that_it_listens()
        self.send(b".\r\n")
        code, answer = self._last_answer()
        if code >= 400:  # perhaps before the text had ended: then it takes the rest of the text for commands
            self.close()
        self.accepted = f"{code} {answer.decode('utf-8', 'replace')}"
        return code, answer

    def _check_that_it_listens(self) -> None:
        """A server has nothing to say before the last line, unless it hung up or will not read on."""
        if self.sock is None or not wait([self.sock], LISTEN_S):
            return
        code, answer = self.getreply()
        self.close()
        if 400 <= code < 600:
            raise smtplib.SMTPDataError(code, answer)
        raise smtplib.SMTPServerDisconnected(f"An answer before the text had ended: {code}")

    def _last_answer(self) -> tuple[int, bytes]:
        self._set_timeout(self.timeout * PATIENCE)
        try:
            code, answer = self.getreply()
        except smtplib.SMTPException as error:
            self.close()
            raise LostAfterHandover(str(error)) from error
        if code == -1:
            self.close()
            raise LostAfterHandover("no answer that can be read")
        self._set_timeout(self.timeout)
        return code, answer

    def _set_timeout(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)


class _TwoStepsOverTls(_TwoSteps, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Settings come from `config`; refuses to send without a server."""

    def __init__(self, before_last_line: Callable[[], None] | None = None, **options: Any) -> None:
        """`before_last_line`: see `_TwoSteps`; its errors are raised by `send_messages`."""
        security = config.read("MAIL_SECURITY")
        configured = {
            "host": config.read("MAIL_HOST"),
            "port": config.read("MAIL_PORT"),
            "username": config.read("MAIL_USER"),
            "password": config.read("MAIL_PASSWORD"),
            "use_tls": security == "starttls",
            "use_ssl": security == "tls",
            "timeout": config.read("MAIL_TIMEOUT_S"),
        }
        super().__init__(**configured | options)
        self.before_last_line = before_last_line

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TwoStepsOverTls if self.use_ssl else _TwoSteps

    def open(self) -> bool | None:
        if not self.host:
            raise SetupError(
                "Mail needs a mail server", "", "Set BROADSHEET_MAIL_HOST and BROADSHEET_MAIL_FROM."
            )
        opened = super().open()
        if isinstance(self.connection, _TwoSteps):
            self.connection.before_last_line = self.before_last_line
        return opened

    @property
    def is_open(self) -> bool:
        return self.connection is not None and self.connection.sock is not None

    def drop(self) -> None:
        """Hang up without a word: after a failure, when the server may not be listening."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    @property
    def accepted(self) -> str:
        return getattr(self.connection, "accepted", "")


def mail_is_on() -> bool:
    return bool(config.read("MAIL_HOST"))


def _quoted(text: bytes) -> bytes:
    """Leading dots as RFC 5321 wants them (section 4.5.2), without the dot that ends the text."""
    quoted = (b"." if text.startswith(b".") else b"") + text.replace(b"\n.", b"\n..")
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


class Outcome(StrEnum):
    ACCEPTED = "taken"
    DEFERRED = "later"
    """Not accepted; the same message may be accepted later."""
    REFUSED = "never"
    """Refused for good."""
    DOUBTFUL = "doubtful"
    """Perhaps accepted: the answer was lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    text: str
    about_recipient: bool = False
    """A refusal of the address, not of the message."""
    lost: bool = False
    """The connection was lost before the message was accepted, so it can be sent at once by another one."""


class ServerRefusal(SetupError):
    """The mail server will accept nothing from us: no message is at fault."""


def connect(backend: Backend) -> None:
    """TemporaryError if the server cannot be reached, ServerRefusal if it does not let us in."""
    if backend.is_open:
        return
    backend.drop()
    try:
        backend.open()
    except smtplib.SMTPAuthenticationError as error:
        raise _sender_refused("The mail server refuses user and password", error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ServerRefusal(
            "The mail server cannot do what is asked of it", str(error), "See BROADSHEET_MAIL_SECURITY."
        ) from error
    except OSError as error:
        backend.drop()
        raise TemporaryError(
            "The mail server cannot be reached", f"{backend.host}:{backend.port}: {error}"
        ) from error


def deliver(backend: Backend, message: EmailMessage) -> Answer:
    """Over an open connection; ServerRefusal if it is the sender that is refused, and what `before_last_line` raises."""
    try:
        backend.send_messages([message])
    except TemporaryError:
        backend.drop()
        raise
    except LostAfterHandover as error:
        backend.drop()
        return Answer(Outcome.DOUBTFUL, f"Handed over, the answer was lost: {error}")
    except smtplib.SMTPServerDisconnected as error:
        backend.drop()
        return Answer(Outcome.DEFERRED, str(error), lost=True)
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code >= 500:
            raise _sender_refused("The mail server refuses our sender's address", error) from error
        return Answer(Outcome.DEFERRED, _text(error.smtp_code, error.smtp_error))
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        return _refusal(code, text, about_recipient=True)
    except smtplib.SMTPDataError as error:
        if 200 <= error.smtp_code < 300:
            return Answer(Outcome.ACCEPTED, _text(error.smtp_code, error.smtp_error))
        return _refusal(error.smtp_code, error.smtp_error, about_recipient=False)
    except smtplib.SMTPException as error:
        backend.drop()
        return Answer(Outcome.DEFERRED, str(error), lost=True)
    return Answer(Outcome.ACCEPTED, backend.accepted)


def _refusal(code: int, text: bytes | str, about_recipient: bool) -> Answer:
    if code == 421:
        return Answer(Outcome.DEFERRED, _text(code, text), lost=True)
    if 500 <= code < 600:
        return Answer(Outcome.REFUSED, _text(code, text), about_recipient)
    return Answer(Outcome.DEFERRED, _text(code, text))


def _sender_refused(rule: str, error: smtplib.SMTPResponseException) -> BroadsheetError:
    """Temporary where the server says so."""
    text = _text(error.smtp_code, error.smtp_error)
    if error.smtp_code < 500:
        return TemporaryError(rule, text)
    return ServerRefusal(rule, text, "Correct the settings BROADSHEET_MAIL_….")


def _text(code: int, text: bytes | str) -> str:
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(decoded.split())}"[:400]
