"""Addresses of the JSON APIs, below /api/."""

from __future__ import annotations

from django.urls import path

from broadsheet.api import documentation
from broadsheet.api.hub.routes import api as hub
from broadsheet.api.v1.routes import api as v1

urlpatterns = [
    path("docs", documentation.page, name="api-documentation"),
    path("v1/", v1.urls),
    path("", hub.urls),
]
