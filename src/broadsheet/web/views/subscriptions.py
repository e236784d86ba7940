"""The digest's pages. They work by an email address alone: a signed link is what opens a subscriber's choices."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from broadsheet import config
from broadsheet.digests import links, subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.digests.schedule import zone_names
from broadsheet.digests.sections import all_sections
from broadsheet.errors import InputError, TemporaryError
from broadsheet.http import clock, limits
from broadsheet.mail.smtp import mail_is_on
from broadsheet.web import digest_forms
from broadsheet.web.page import page


class TooOften(TemporaryError):
    """This client has signed up too many addresses."""


def sign_up(request: HttpRequest) -> HttpResponse:
    """Answers every address in the same words: what is known of it is said by mail only."""
    error, status, retry_after_s = "", 200, None
    if request.method == "POST" and mail_is_on():
        allowance = limits.count_sign_up(request)
        try:
            if allowance.exceeded:
                raise TooOften(
                    "Too many sign-ups came from your network",
                    None,
                    "Try again in an hour.",
                    allowance.reset_s,
                )
            chosen = digest_forms.choices(request.POST, with_sections=False)
            subscribers.sign_up(request.POST.get("address", ""), chosen, clock.now())
            return HttpResponseRedirect(reverse("digest-asked"))
        except TemporaryError as wrong:
            error, status = str(wrong), 429 if isinstance(wrong, TooOften) else 503
            retry_after_s = wrong.retry_after_s
        except InputError as wrong:
            error, status = str(wrong), 400
    context = {
        "mail_is_on": mail_is_on(),
        "error": error,
        "address": request.POST.get("address", ""),
        "chosen": _typed(request) | {"time_zone": request.POST.get("time_zone") or config.read("TIME_ZONE")},
    }
    response = _private(page(request, "subscriptions/sign_up.html", _form() | context, status))
    if retry_after_s:
        response["Retry-After"] = str(round(retry_after_s))
    return response


def sign_up_sent(request: HttpRequest) -> HttpResponse:
    return _private(page(request, "subscriptions/asked.html"))


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A look changes nothing: mail programs follow links by themselves. The button confirms."""
    subscriber = links.subscriber_by_confirmation(token)
    if subscriber is None:
        return _private(page(request, "subscriptions/too_old.html", status=410))
    if request.method == "POST":
        subscribers.confirm(subscriber, clock.now())
        return HttpResponseRedirect(_preferences(subscriber) + "?confirmed=1")
    return _private(page(request, "subscriptions/confirm.html", {"subscriber": subscriber}))


def preferences(request: HttpRequest, token: str) -> HttpResponse:
    subscriber = _subscriber(token)
    error = ""
    if request.method == "POST":
        try:
            subscribers.choose(
                subscriber, digest_forms.choices(request.POST, with_sections=True), clock.now()
            )
            if request.POST.get("resume"):
                subscribers.confirm(subscriber, clock.now())
            return HttpResponseRedirect(_preferences(subscriber) + "?kept=1")
        except InputError as wrong:
            error = str(wrong)
    context = {
        "subscriber": subscriber,
        "token": token,
        "error": error,
        "kept": "kept" in request.GET,
        "confirmed": "confirmed" in request.GET,
        "held": _sections(subscriber, request),
        "chosen": _typed(request) if error else _stored(subscriber),
    }
    return _private(page(request, "subscriptions/preferences.html", _form() | context, 400 if error else 200))


@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: mail programs POST here for their user, without cookies; a GET only shows the button."""
    subscriber = _subscriber(token)
    if request.method == "POST":
        subscribers.unsubscribe(subscriber, clock.now())
    context = {"subscriber": subscriber, "token": token, "done": request.method == "POST"}
    return _private(page(request, "subscriptions/unsubscribe.html", context))


def forget(request: HttpRequest, token: str) -> HttpResponse:
    subscriber = _subscriber(token)
    if request.method == "POST":
        subscribers.forget(subscriber)
    context = {"subscriber": subscriber, "token": token, "done": request.method == "POST"}
    return _private(page(request, "subscriptions/forget.html", context))


def _subscriber(token: str) -> Subscriber:
    subscriber = links.subscriber_by_preferences(token)
    if subscriber is None:
        raise Http404("This link opens nothing: it is incomplete, or its reader was forgotten")
    return subscriber


def _preferences(subscriber: Subscriber) -> str:
    return reverse("digest-preferences", args=[links.preferences_token(subscriber)])


def _form() -> dict[str, Any]:
    return {
        "frequencies": digest_forms.FREQUENCIES,
        "weekdays": list(enumerate(digest_forms.WEEKDAYS)),
        "hours": range(24),
        "zones": zone_names(),
    }


def _typed(request: HttpRequest) -> dict[str, str]:
    given = request.POST
    return {
        "frequency": given.get("frequency", "daily"),
        "weekday": given.get("weekday", "0"),
        "hour": given.get("hour", "7"),
        "time_zone": given.get("time_zone", "UTC"),
    }


def _stored(subscriber: Subscriber) -> dict[str, str]:
    return {
        "frequency": subscriber.frequency,
        "weekday": str(subscriber.weekday),
        "hour": str(subscriber.hour),
        "time_zone": subscriber.time_zone,
    }


def _sections(subscriber: Subscriber, request: HttpRequest) -> list[dict[str, Any]]:
    wishes = subscribers.wishes_of([subscriber])[subscriber.pk]
    typed = request.POST if request.method == "POST" else None
    return [
        {
            "section": section,
            "on": section.slug in typed.getlist("section")
            if typed
            else section.slug not in subscriber.left_out,
            "text": typed.get(f"wish-{section.slug}", "") if typed else "\n".join(wishes.of(section.slug)),
        }
        for section in all_sections()
    ]


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    # Not `no-referrer`, with which browsers send forms with `Origin: null`, and the CSRF check refuses them.
    response["Referrer-Policy"] = "same-origin"
    return response
