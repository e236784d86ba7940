"""The address of the OAI-PMH provider."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from broadsheet.api.oai import answer, arguments
from broadsheet.api.oai.errors import OaiError
from broadsheet.http import addresses
from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, answers_in

CONTENT_TYPE = "text/xml; charset=utf-8"


@answers_in(Format.JSON)  # where no harvester understands the answer anyway
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited(HTTPStatus.SERVICE_UNAVAILABLE)  # which harvesters wait for
def provider(request: HttpRequest) -> HttpResponse:
    """Errors are answers too, with status 200: so OAI-PMH wants it."""
    base = addresses.base(request)
    oai_request: arguments.Request | None = None
    try:
        oai_request = arguments.read(request.POST if request.method == "POST" else request.GET)
        body = answer.ANSWERS[oai_request.verb](oai_request, base)
    except OaiError as error:
        body = answer.error(error)
        oai_request = None if error.code in ("badVerb", "badArgument") else oai_request
    document = answer.document(oai_request, [body], f"{base}/oai", datetime.now(UTC))
    response = HttpResponse(document, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-cache"
    return response
