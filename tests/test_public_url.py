"""The address that letters and feeds carry."""

from __future__ import annotations

import pytest

from broadsheet import config


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"BIND": "0.0.0.0", "PORT": "80"}, "http://localhost:80"),
        ({"BIND": "::1"}, "http://[::1]:8000"),
        ({"PORT": "8123", "PUBLIC_URL": "https://papers.example.org/"}, "https://papers.example.org"),
    ],
)
def test_what_is_set_comes_before_where_up_listens(settings: dict[str, str], url: str) -> None:
    environ = {f"BROADSHEET_{name}": value for name, value in settings.items()}
    assert config.public_url(environ) == url
