"""Pages for what went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from broadsheet.api.errors import in_one_shape
from broadsheet.web.page import page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "errors/403.html", status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Of a form that failed the CSRF check; its own address shows it again, with a new token."""
    return page(request, "errors/403_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    return page(request, "errors/404.html", {"said": said if isinstance(said, str) else ""}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed."""
    if request.path_info.startswith("/api/"):
        return in_one_shape(HttpResponse(status=500))
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)
