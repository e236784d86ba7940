"""What mail providers report by webhook (django-anymail understands their languages and checks the secret)."""

from __future__ import annotations

from typing import Any

from broadsheet import process
from broadsheet.editions.digests.bounces import told_by_provider

GONE = {"bounced", "invalid", "spam", "unsubscribed"}
"""Reasons of refusal that will not pass; `blocked`, `timed_out` and `other` may."""


def take_in(sender: object, event: Any, esp_name: str, **more: object) -> None:
    """Receiver of anymail's `tracking` signal."""
    kind = str(event.event_type)
    refused = kind in ("bounced", "rejected") and str(event.reject_reason) in GONE
    if event.recipient and (refused or kind in ("complained", "unsubscribed")):
        said = event.mta_response or event.description or event.reject_reason or kind
        told_by_provider(event.recipient, kind, f"{esp_name}: {said}", process.now())


def listen() -> None:
    from anymail.signals import tracking

    tracking.connect(take_in, dispatch_uid="broadsheet.digest")
