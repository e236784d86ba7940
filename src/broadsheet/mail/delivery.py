"""Handing one message to the mail server, and what its answer means."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from enum import StrEnum

from django.core.mail import EmailMessage

from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail.smtp import Backend, LostAfterHandover


class Outcome(StrEnum):
    TAKEN = "taken"
    LATER = "later"
    """Not taken; the same message may be taken later."""
    NEVER = "never"
    """Refused for good."""
    DOUBTFUL = "doubtful"
    """Perhaps taken: the answer was lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    said: str
    about_reader: bool = False
    """A refusal of the address, not of the message."""
    lost: bool = False
    """The connection was lost before the message was taken, so it can be sent at once by another one."""


class ServerRefusal(SetupError):
    """The mail server will take nothing from us: no message is at fault."""


def connect(backend: Backend) -> None:
    """TemporaryError if the server cannot be reached, ServerRefusal if it does not let us in."""
    if backend.is_open:
        return
    backend.drop()
    try:
        backend.open()
    except smtplib.SMTPAuthenticationError as error:
        raise _refused("The mail server refuses user and password", error) from error
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
    """Over an open connection; ServerRefusal if it is the sender that is refused, and what `meanwhile` raises."""
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
        return Answer(Outcome.LATER, str(error), lost=True)
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code >= 500:
            raise _refused("The mail server refuses our sender's address", error) from error
        return Answer(Outcome.LATER, _said(error.smtp_code, error.smtp_error))
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        return _refusal(code, text, about_reader=True)
    except smtplib.SMTPDataError as error:
        if 200 <= error.smtp_code < 300:
            return Answer(Outcome.TAKEN, _said(error.smtp_code, error.smtp_error))
        return _refusal(error.smtp_code, error.smtp_error, about_reader=False)
    except smtplib.SMTPException as error:
        backend.drop()
        return Answer(Outcome.LATER, str(error), lost=True)
    return Answer(Outcome.TAKEN, backend.accepted)


def _refusal(code: int, text: bytes | str, about_reader: bool) -> Answer:
    if code == 421:
        return Answer(Outcome.LATER, _said(code, text), lost=True)
    if 500 <= code < 600:
        return Answer(Outcome.NEVER, _said(code, text), about_reader)
    return Answer(Outcome.LATER, _said(code, text))


def _refused(rule: str, error: smtplib.SMTPResponseException) -> BroadsheetError:
    """Temporary where the server says so."""
    said = _said(error.smtp_code, error.smtp_error)
    if error.smtp_code < 500:
        return TemporaryError(rule, said)
    return ServerRefusal(rule, said, "Correct the settings BROADSHEET_MAIL_….")


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:400]
