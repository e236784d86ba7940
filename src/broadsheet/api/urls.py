"""Addresses of the JSON APIs, below /api/."""

from __future__ import annotations

from django.urls import path

from broadsheet.api.hub.routes import api as hub

urlpatterns = [
    path("", hub.urls),
]
