"""How every list is paged: `next` in the answer is the cursor of the next page, `Link` its whole address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet.api import keyset
from broadsheet.api.answers import answer


def paged(request: HttpRequest, content: dict[str, Any], following: str) -> HttpResponse:
    link = keyset.next_link(request, cursor=following) if following else ""
    return answer({**content, "next": following or None}, link)
