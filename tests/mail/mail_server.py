"""A real SMTP server (aiosmtpd) that keeps what it took, and misbehaves on demand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from tests.patience import PATIENCE_S

Answers = Callable[[str], str | None]
"""Asked with the recipient; None lets things go on."""

HANG, DROP = "hang", "drop"


class MailServer(Controller):
    """Each `on_...` may answer with a line, HANG or DROP instead of the usual."""

    def __init__(self, **options: Any) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.sources: list[bytes] = []
        self.on_sender: Answers = lambda recipient: None
        self.on_recipient: Answers = lambda recipient: None
        self.on_text: Answers = lambda recipient: None
        """In the middle of the text, before its end."""
        self.on_end: Answers = lambda recipient: None
        """When the text has ended, in place of taking it."""
        self.after_taking: Answers = lambda recipient: None
        """When it was taken, in place of saying so."""
        self.connections = 0
        self.senders: list[str] = []
        super().__init__(_Handler(self), hostname="127.0.0.1", port=0, ready_timeout=PATIENCE_S, **options)

    def factory(self) -> SMTP:
        self.connections += 1
        return _Smtp(self, self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """The port is only known once it listens."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def start(self) -> None:
        super().start()
        self.connections = 0  # the first was aiosmtpd's own

    @property
    def counts(self) -> Counter[str]:
        return Counter(recipient for recipient, _ in self.taken)

    def message(self, recipient: str) -> EmailMessage:
        (found,) = [message for to, message in self.taken if to == recipient]
        return found


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_MAIL(
        self, smtp: _Smtp, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await smtp.obey(self.server.on_sender(address))
        envelope.mail_from = address
        self.server.senders.append(address)
        return answer or "250 OK"

    async def handle_RCPT(
        self, smtp: _Smtp, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await smtp.obey(self.server.on_recipient(address))
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, smtp: _Smtp, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        answer = await smtp.obey(self.server.on_end(recipient))
        if answer is not None:
            return answer
        content = envelope.original_content or b""
        self.server.sources.append(content)
        message = message_from_bytes(content, policy=policy.default)
        self.server.taken.append((recipient, message))  # type: ignore[arg-type]
        return await smtp.obey(self.server.after_taking(recipient)) or "250 taken"


class _Smtp(SMTP):
    def __init__(self, mail_server: MailServer, handler: _Handler, **options: Any) -> None:
        self.mail_server = mail_server
        super().__init__(handler, **options)

    async def obey(self, wish: str | None) -> str | None:
        if wish == HANG:
            await asyncio.sleep(3600)
        if wish == DROP:
            assert self.transport is not None
            self.transport.abort()
            await asyncio.sleep(3600)
        return wish

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        wish = self.mail_server.on_text(recipients[0]) if recipients else None
        if wish is None:
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readexactly(200)
        answer = await self.obey(wish)
        await self.push(answer)
