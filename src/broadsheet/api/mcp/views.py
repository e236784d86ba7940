"""The address of the MCP server: streamable HTTP, stateless."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from broadsheet.errors import InputError
from broadsheet.http import addresses, errors
from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, answers_in

PASSED_ON = (
    "accept",
    "content-type",
    "host",
    "mcp-protocol-version",
    "mcp-session-id",
    "mcp-method",
    "mcp-name",
)
RETURNED = ("content-type", "mcp-session-id", "mcp-protocol-version", "allow")


@answers_in(Format.JSON)
@csrf_exempt
@limited()
def mcp(request: HttpRequest) -> HttpResponse:
    """There is no stream to open and no session to end: only questions are posted."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if _from_another_site(request):
        return errors.respond(
            InputError("A page of another site may not ask", request.headers["Origin"]), 403
        )
    from broadsheet.api.mcp.bridge import bridge

    headers = [
        (name.lower().encode(), value.encode("latin-1", "replace")) for name, value in _headers(request)
    ]
    answered = bridge().ask(headers, request.body, addresses.base(request))
    response = HttpResponse(answered.body, status=answered.status)
    del response["Content-Type"]
    for name, value in answered.headers:
        if name.decode().lower() in RETURNED:
            response[name.decode()] = value.decode("latin-1")
    response["Cache-Control"] = "no-store"
    return response


def _headers(request: HttpRequest) -> list[tuple[str, str]]:
    named = [(name, value) for name, value in request.headers.items()]
    return [
        (name, value) for name, value in named if name.lower() in PASSED_ON or name.lower().startswith("mcp-")
    ]


def _from_another_site(request: HttpRequest) -> bool:
    """A browser says from which page it asks; an agent says nothing."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
