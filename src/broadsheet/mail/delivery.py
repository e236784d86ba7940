"""Handing one message to the mail server, and what its answer means."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from enum import StrEnum

from django.core.mail import EmailMessage

from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail.smtp import Backend, LostAfterHandover


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
