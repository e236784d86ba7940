"""By which address a client is known."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def address_of(request: HttpRequest, proxies: int) -> str:
    """See `address_in`."""
    return address_in(request.META, proxies)


def address_in(environ: Mapping[str, Any], proxies: int) -> str:
    """The client's address, an IPv6 one cut to its network of 64 bits, which one subscriber has to itself.

    `proxies`: how many of our own stand in front; each appends to X-Forwarded-For whom it was called by.
    """
    header = environ.get("HTTP_X_FORWARDED_FOR", "")
    forwarded = [part.strip() for part in header.split(",") if part.strip()]
    text = forwarded[-proxies] if 0 < proxies <= len(forwarded) else environ.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return str(text)
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
