"""Letters: the messages that are no digests, which answer someone who typed an address."""

from __future__ import annotations

from django.template.loader import get_template

from broadsheet.digests import links
from broadsheet.digests.models import Subscription
from broadsheet.mail.content import Content

CONFIRM, KNOWN = "confirm", "known"


def letter(which: str, reader: Subscription) -> Content:
    return _confirm(reader) if which == CONFIRM else _known(reader)


def _confirm(reader: Subscription) -> Content:
    host = links.base().partition("://")[2]
    return _printed(
        "Confirm that you want Broadsheet's digest",
        {
            "heading": "Do you want the digest?",
            "before": [
                f"Someone, we hope you, asked {host} to mail its digest of research papers to this address. "
                "Nothing is sent until you confirm it."
            ],
            "action": "Yes, send me the digest",
            "url": links.confirmation_url(reader),
            "after": [
                "The link works for seven days. If it was not you, do nothing: "
                "without your word this address is forgotten."
            ],
        },
    )


def _known(reader: Subscription) -> Content:
    host = links.base().partition("://")[2]
    return _printed(
        "You already get Broadsheet's digest",
        {
            "heading": "You already get the digest",
            "before": [
                f"Someone, perhaps you, asked {host} once more to mail its digest to this address. "
                "You get it already, so nothing was changed."
            ],
            "action": "Choose what it holds and when it comes",
            "url": links.preferences_url(reader),
            "after": ["If it was not you, do nothing. The same link lets you unsubscribe."],
        },
    )


def _printed(subject: str, context: dict[str, object]) -> Content:
    context["subject"] = subject
    return Content(
        subject,
        get_template("mail/letter.txt").render(context).strip() + "\n",
        get_template("mail/letter.html").render(context),
    )
