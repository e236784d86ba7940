"""Webhooks of mail providers. django-anymail, an extra, reads their formats and checks the secret."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailError
from anymail.signals import inbound, tracking
from anymail.urls import urlpatterns
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern

from broadsheet import process
from broadsheet.mail.bounces import record_provider_report
from broadsheet.mail.kinds import Report

if TYPE_CHECKING:
    from django.views import View

GONE = {"bounced", "invalid", "spam", "unsubscribed"}
"""Reasons of refusal that will not pass; `blocked`, `timed_out` and `other` may."""
_TRIPS = (
    *(AnymailError, AssertionError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError),
    ValueError,
)
"""What anymail's readers raise over a body that is not as its provider documents it."""


class Malformed(Exception):
    """A report that cannot be read."""


class Checked:
    """Before a view of anymail's: 400 for what is malformed. Our own faults while a report is taken in stay 500, so
    that the provider sends it again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except Malformed:
            return HttpResponseBadRequest("This report is not as its provider documents it.\n", "text/plain")
        return answer

    def run_validators(self, request: HttpRequest) -> None:
        with _reading():
            super().run_validators(request)  # type: ignore[misc]

    def parse_events(self, request: HttpRequest) -> list[Any]:
        with _reading():
            events = list(super().parse_events(request))  # type: ignore[misc]
            for event in events:
                if not isinstance(event.recipient, str | None):
                    raise TypeError("A recipient is an address")
        return events


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except SuspiciousOperation:  # a wrong secret or signature: Django answers 400
        raise
    except _TRIPS as error:
        raise Malformed from error


def routes() -> list[URLPattern]:
    """Of the providers whose reports can be checked by what is set; each needs MAIL_WEBHOOK_SECRET, some
    MAIL_WEBHOOK_KEY too. Mail that providers receive is not for us."""
    return [
        URLPattern(each.pattern, _checked(view).as_view(), name=each.name)
        for each in urlpatterns
        if _is_ready(view := each.callback.view_class)
    ]


def _is_ready(view: type[Any]) -> bool:
    with warnings.catch_warnings(action="ignore"):  # about providers that anymail can no longer test
        try:
            return view.signal is not inbound and getattr(view(), "webhook_key", "") is not None
        except ImproperlyConfigured:
            return False


def _checked(view: type[View]) -> type[View]:
    return type(view.__name__, (Checked, view), {})


def record_event(sender: object, event: Any, esp_name: str, **more: object) -> None:
    """Receiver of anymail's `tracking` signal."""
    report = _report(str(event.event_type), str(event.reject_reason))
    if event.recipient and report:
        reason = event.mta_response or event.description or event.reject_reason or event.event_type
        record_provider_report(event.recipient, report, f"{esp_name}: {_printable(reason)}", process.now())


def _report(event_type: str, reject_reason: str) -> Report | None:
    if event_type in ("bounced", "rejected") and reject_reason in GONE:
        return Report.UNDELIVERABLE
    return {"complained": Report.COMPLAINED, "unsubscribed": Report.UNSUBSCRIBED}.get(event_type)


def _printable(value: object) -> str:
    """In one line, without what no database takes (NUL, halves of surrogate pairs)."""
    return "".join(letter if letter.isprintable() else " " for letter in str(value))


def listen() -> None:
    tracking.connect(record_event, dispatch_uid="broadsheet.digest")
