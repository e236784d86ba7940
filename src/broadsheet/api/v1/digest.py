"""Signing up for the digest, as the page `/digest` does: the rest is done by the links in its letters."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from broadsheet.api.answers import answer
from broadsheet.api.schemas import Error
from broadsheet.digests import subscribers
from broadsheet.digests.models import Frequency
from broadsheet.errors import InputError
from broadsheet.http import limits
from broadsheet.http.errors import JSON, NotFound, TooManyCalls
from broadsheet.mail.smtp import mail_is_on

router = Router(tags=["digest"])


class SignUp(Schema):
    address: str = Field(
        max_length=254, description="Email address; it gets a letter with a link that confirms."
    )
    frequency: Frequency = Frequency.DAILY
    weekday: int = Field(0, ge=0, le=6, strict=True, description="Of a weekly digest: 0 is Monday.")
    hour: int = Field(
        7, ge=0, le=23, strict=True, description="From when on it comes, in the reader's time zone."
    )
    time_zone: str = Field("UTC", max_length=64, description="By place, such as Europe/Berlin.")


class SignedUp(Schema):
    asked: bool = Field(description="Always true: what is known of an address is said by mail only.")


@router.post(
    "/sign-ups",
    response={202: SignedUp, 414: None, **dict.fromkeys((400, 404, 429, 500, 503), Error)},
    summary="Ask for the digest by mail",
)
def sign_up(request: HttpRequest, wanted: SignUp) -> HttpResponse:
    """Counted by network like the form's (`BROADSHEET_SIGN_UPS_PER_HOUR`); 404 where mail is off."""
    if request.content_type != JSON:  # which no form of another site can send, so that no cookie is needed
        raise InputError("A sign-up is JSON", request.content_type, f"Send Content-Type: {JSON}.")
    if not mail_is_on():
        raise NotFound("This instance sends no mail", None, "Its administrator sets BROADSHEET_MAIL_HOST.")
    allowance = limits.count_sign_up(request)
    if allowance.exceeded:
        raise TooManyCalls(
            "Too many sign-ups came from your network", None, "Wait as Retry-After says.", allowance.reset_s
        )
    choices = subscribers.Choices(wanted.frequency, wanted.weekday, wanted.hour, wanted.time_zone)
    subscribers.sign_up(wanted.address, choices, datetime.now(UTC))
    response = answer({"asked": True})
    response.status_code = 202
    return response
