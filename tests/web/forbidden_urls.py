"""The addresses of the pages, and one that nobody may have."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("forbidden", refuse), path("", include("broadsheet.project.urls"))]
handler403 = "broadsheet.web.views.errors.forbidden"
