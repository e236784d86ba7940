"""Addresses as others must write them: with scheme and host."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import get_script_prefix

from broadsheet import config


def base(request: HttpRequest) -> str:
    """Without a slash at its end: PUBLIC_URL, else the address by which this request came."""
    public: str = config.read("PUBLIC_URL")
    return public.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def place(request: HttpRequest) -> tuple[str, str]:
    """What every address in an answer depends on beside the content: it belongs into the key of whatever is kept."""
    return base(request), get_script_prefix()


def configured_base() -> str:
    """Where there is no request."""
    return config.public_url()
