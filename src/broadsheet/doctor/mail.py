"""Check of mail: whether the server accepts the log-in, and whether messages wait for an operator."""

from __future__ import annotations

from email.utils import parseaddr

from broadsheet import config
from broadsheet.doctor.finding import Finding, good, note, wrong
from broadsheet.doctor.machine import Machine
from broadsheet.errors import BroadsheetError

TIMEOUT_S = 10


def mail(machine: Machine) -> Finding:
    """Connects, encrypts and logs in as a digest would, and sends nothing."""
    host, port = config.read("MAIL_HOST"), config.read("MAIL_PORT")
    if not host:
        return note(
            "mail",
            "Not configured: without a mail server nothing is sent",
            "To send digests, set BROADSHEET_MAIL_HOST; see docs/digest.md.",
        )
    if "@" not in parseaddr(config.read("MAIL_FROM"))[1]:
        return wrong(
            "mail",
            "The sender has no address",
            "Set BROADSHEET_MAIL_FROM, such as digest@papers.example.org.",
        )
    if not config.read("PUBLIC_URL"):
        return wrong("mail", "Links in mail would lead to localhost", "Set BROADSHEET_PUBLIC_URL.")
    error = _connecting()
    if error is not None:
        return wrong(
            "mail",
            error.rule + (f" ({error.value})" if error.value else ""),
            error.cure or "Start it, or correct BROADSHEET_MAIL_HOST and MAIL_PORT.",
        )
    return _waiting(f"{host}:{port} lets us in")


def _connecting() -> BroadsheetError | None:
    from broadsheet.mail.smtp import Backend, connect

    backend = Backend(timeout=TIMEOUT_S)
    try:
        connect(backend)
    except BroadsheetError as error:
        return error
    backend.close()
    return None


def _waiting(says: str) -> Finding:
    from broadsheet.digests.models import Subscriber, SubscriberState
    from broadsheet.mail import outbox

    doubtful = outbox.doubtful().count()
    if doubtful:
        return note("mail", f"{says}; {doubtful:,} messages are doubtful", "broadsheet digest doubtful")
    active = Subscriber.objects.filter(state=SubscriberState.ACTIVE).count()
    suspended = Subscriber.objects.filter(state=SubscriberState.SUSPENDED).count()
    return good("mail", f"{says}; {active:,} readers, {suspended:,} suspended")
