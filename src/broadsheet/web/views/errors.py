"""Pages for errors: what happened, that nothing was changed, what to do. JSON for JSON routes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from broadsheet.http.errors import of_status
from broadsheet.http.formats import Format, format_of
from broadsheet.web.page import page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return of_status(400) if _is_json(request) else page(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return of_status(403) if _is_json(request) else page(request, "errors/403.html", status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Of a form that failed the CSRF check; its own address shows it again, with a new token."""
    return page(request, "errors/403_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_json(request):
        return of_status(404)
    said = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    return page(request, "errors/404.html", {"said": said if isinstance(said, str) else ""}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed."""
    if _is_json(request):
        return of_status(500)
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)


def _is_json(request: HttpRequest) -> bool:
    return format_of(request) is Format.JSON
