"""Addresses of the digest (signing up, confirming, choosing, leaving), and of an edition as plain text."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from broadsheet.web.views import edition_text, subscriptions

urlpatterns: list[URLPattern | URLResolver] = [
    path("daily/<day:day>.txt", edition_text.edition_text, name="day-text"),
    path("digest", subscriptions.sign_up, name="digest"),
    path("digest/asked", subscriptions.sign_up_sent, name="digest-asked"),
    path("digest/confirm/<str:token>", subscriptions.confirm, name="digest-confirm"),
    path("digest/reader/<str:token>", subscriptions.preferences, name="digest-preferences"),
    path("digest/reader/<str:token>/unsubscribe", subscriptions.unsubscribe, name="digest-unsubscribe"),
    path("digest/reader/<str:token>/forget", subscriptions.forget, name="digest-forget"),
]
if "anymail" in settings.INSTALLED_APPS:
    from broadsheet.mail import webhooks

    urlpatterns.append(path("digest/webhooks/", include(webhooks.routes())))
