"""Webhooks alone, for tests that set what django-anymail needs."""

from __future__ import annotations

from django.urls import include, path

from broadsheet.mail import webhooks

urlpatterns = [path("digest/webhooks/", include(webhooks.routes()))]
