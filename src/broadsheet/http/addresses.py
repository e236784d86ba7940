"""Absolute addresses, with scheme and host."""

from __future__ import annotations

from django.http import HttpRequest

from broadsheet import config


def base(request: HttpRequest) -> str:
    """Without a slash at its end: PUBLIC_URL, else the address by which this request came."""
    public: str = config.read("PUBLIC_URL")
    return public.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def configured_base() -> str:
    """Where there is no request."""
    return config.public_url()
