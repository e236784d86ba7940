"""Compressed copies of stored answers.

The framework compresses what is made anew, each time (`GZipMiddleware`). An answer that is stored is compressed once:
100 KB of a feed take longer to compress than to answer.
"""

from __future__ import annotations

import gzip
import re

from django.http import HttpRequest, HttpResponse

SMALLEST_BYTES = 500
LEVEL = 6
_ACCEPTED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def accepts_gzip(accept_encoding: str) -> bool:
    """Of the header's value."""
    return _ACCEPTED.search(accept_encoding) is not None


def is_worthwhile(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        len(response.content) >= SMALLEST_BYTES
        and "Content-Encoding" not in response
        and accepts_gzip(request.headers.get("Accept-Encoding", ""))
    )


def compressed(response: HttpResponse) -> HttpResponse:
    """The same answer in gzip; nothing in it may be secret, since its length tells of it."""
    content = gzip.compress(response.content, LEVEL, mtime=0)
    shorter = HttpResponse(content, status=response.status_code, headers=dict(response.items()))
    shorter["Content-Encoding"], shorter["Content-Length"] = "gzip", str(len(content))
    return shorter
