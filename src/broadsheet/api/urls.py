"""Addresses of the JSON APIs, below /api/."""

from __future__ import annotations

from django.urls import path

from broadsheet.api.documentation import views
from broadsheet.api.hub.routes import api as hub
from broadsheet.api.json_routes import json_route, routes, unknown
from broadsheet.api.v1.routes import api as v1

urlpatterns = [
    path("docs", views.calls, name="api-documentation"),
    path("docs/try/<path:name>", views.try_call, name="api-try"),
    path("v1/", routes(v1, strict=True)),
    path("v1/<path:rest>", json_route(unknown, strict=True), name="v1-unknown"),
    path("", routes(hub, strict=False)),
    path("<path:rest>", json_route(unknown), name="api-unknown"),
]
