"""Django's SMTP backend, with one thing added: it knows whether the mail server may have taken a message.

A server owns a message when it answers the line with a single dot that ends it. Until that line is sent, a lost
connection means that the message was not taken and may be sent again; between that line and the answer nobody can
tell. smtplib sends text and dot together, so that every loss would look like the second kind.
"""

from __future__ import annotations

import fcntl
import select
import smtplib
import socket
import ssl
import struct
import time
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from broadsheet import config
from broadsheet.errors import SetupError

LISTEN_S, LISTEN_WARILY_S = 0.003, 0.2
"""How long we listen, before the last line, whether the server hung up while it read; and after it once did."""
WARY_FOR = 20
"""Messages after a lost connection."""
DRAIN_S = 5.0
SIOCOUTQNSD = 0x894B
"""Of Linux: what the other side was not yet sent. What it has not acknowledged would be 40 ms too much to wait for."""
PATIENCE = 5
"""How many times longer than for other answers we wait for the last one: servers check content meanwhile."""


class LostAfterHandover(smtplib.SMTPServerDisconnected):
    """The connection was lost between the last line and its answer."""


def nothing() -> None:
    pass


class _Careful(smtplib.SMTP):
    listen_s = LISTEN_S
    meanwhile: Callable[[], None] = staticmethod(nothing)
    """What is done before we listen; if it raises, the last line is not sent and the message not taken."""
    accepted = ""
    """What the server said when it took the last message."""

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        """The last line must not wait for the acknowledgement of the text."""
        sock = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's, in two steps."""
        self.putcmd("data")
        code, answer = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        self.send(_quoted(msg))
        self._listen()
        self.send(b".\r\n")
        code, answer = self._last_answer()
        self.accepted = f"{code} {answer.decode('utf-8', 'replace')}"
        return code, answer

    def sendmail(
        self, from_addr: str, to_addrs: Any, msg: Any, mail_options: Any = (), rcpt_options: Any = ()
    ) -> Any:
        """Says that the text has letters beyond ASCII, where the server knows what that means."""
        self.ehlo_or_helo_if_needed()
        if self.has_extn("8bitmime"):
            mail_options = (*mail_options, "body=8bitmime")
        return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)

    def _last_answer(self) -> tuple[int, bytes]:
        self._wait(self.timeout * PATIENCE)
        try:
            code, answer = self.getreply()
        except smtplib.SMTPException as error:
            self.close()
            raise LostAfterHandover(str(error)) from error
        if code == -1:
            self.close()
            raise LostAfterHandover("no answer that can be read")
        self._wait(self.timeout)
        return code, answer

    def _wait(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def _listen(self) -> None:
        """Wait until the text has left this machine, then a moment for a server that hung up over it."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is gone")
        gone = 0.0 if _unsent(self.sock) else time.monotonic()
        self.meanwhile()
        deadline = time.monotonic() + DRAIN_S
        while not gone and time.monotonic() < deadline:
            if _unsent(self.sock):
                select.select([self.sock], [], [], LISTEN_S)
            else:
                gone = time.monotonic()
        listened = time.monotonic() - gone if gone else 0.0
        if select.select([self.sock], [], [], max(0.0, self.listen_s - listened))[0]:
            self._hear(self.sock)

    def _hear(self, sock: socket.socket) -> None:
        """A server has nothing to say before the last line, unless it hung up or will not read on. TLS has:
        what is no text to us."""
        sock.setblocking(False)
        try:
            heard = sock.recv(1000)
        except (BlockingIOError, ssl.SSLWantReadError):
            sock.settimeout(self.timeout)
            return
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(
                f"Connection lost while the text was sent: {error}"
            ) from error
        self.close()
        if heard[:1] in (b"4", b"5") and heard[:3].isdigit():
            raise smtplib.SMTPDataError(int(heard[:3]), heard[4:].strip())
        raise smtplib.SMTPServerDisconnected("Connection closed while the text was sent")


class _CarefulOverTls(_Careful, smtplib.SMTP_SSL):
    pass


class InFinalBytes(EmailMessage):
    """A message that is built already, between addresses in the form that goes over the wire: nothing is left that
    Django would have to check or encode."""

    source: bytes


class Backend(EmailBackend):
    """Settings come from `config`; refuses to send without a server."""

    def __init__(self, **options: Any) -> None:
        security = config.read("MAIL_SECURITY")
        given = {
            "host": config.read("MAIL_HOST"),
            "port": config.read("MAIL_PORT"),
            "username": config.read("MAIL_USER"),
            "password": config.read("MAIL_PASSWORD"),
            "use_tls": security == "starttls",
            "use_ssl": security == "tls",
            "timeout": config.read("MAIL_TIMEOUT_S"),
        }
        super().__init__(**given | options)
        self._wary = 0
        self.meanwhile: Callable[[], None] = nothing
        """What is done while the server reads the text; if it raises, the message is not taken."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _CarefulOverTls if self.use_ssl else _Careful

    def open(self) -> bool | None:
        if not self.host:
            raise SetupError(
                "Mail needs a mail server", "", "Set BROADSHEET_MAIL_HOST and BROADSHEET_MAIL_FROM."
            )
        return super().open()

    def _send(self, email_message: EmailMessage) -> bool:
        if isinstance(self.connection, _Careful):
            self.connection.listen_s = LISTEN_WARILY_S if self._wary else LISTEN_S
            self.connection.meanwhile = self.meanwhile
        self._wary = max(0, self._wary - 1)
        if not isinstance(email_message, InFinalBytes):
            return bool(super()._send(email_message))  # type: ignore[misc]
        assert self.connection is not None
        self.connection.sendmail(email_message.from_email, email_message.to, email_message.source)
        return True

    @property
    def is_open(self) -> bool:
        return self.connection is not None and self.connection.sock is not None

    def drop(self) -> None:
        """Hang up without a word: after a failure, when the server may not be listening."""
        if self.connection is not None:
            self._wary = WARY_FOR
            self.connection.close()
            self.connection = None

    @property
    def accepted(self) -> str:
        return getattr(self.connection, "accepted", "")


def mail_is_on() -> bool:
    return bool(config.read("MAIL_HOST"))


def _quoted(message: str | bytes) -> bytes:
    """Ends of lines and leading dots as RFC 5321 wants them, without the dot that ends the text."""
    text = smtplib._fix_eols(message).encode("ascii") if isinstance(message, str) else message  # type: ignore[attr-defined]
    quoted = (b"." if text.startswith(b".") else b"") + text.replace(b"\n.", b"\n..")
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _unsent(sock: socket.socket) -> int:
    """Bytes that have not left this machine; 0 where the system cannot tell."""
    try:
        buffer = fcntl.ioctl(sock.fileno(), SIOCOUTQNSD, struct.pack("i", 0))
    except (OSError, ValueError):
        return 0
    return int(struct.unpack("i", buffer)[0])
