"""How this repository names its items and sets."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from broadsheet import config

_SPEC = re.compile(r"[^A-Za-z0-9\-_.~*'()]")
_ESCAPED = re.compile(r"!([0-9a-f]{2})")
_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+", re.IGNORECASE)
LOCAL = "broadsheet.local"


@cache
def namespace() -> str:
    """The host of PUBLIC_URL; without one, a name that does not change with the address asked under."""
    host = urlsplit(config.read("PUBLIC_URL")).hostname or ""
    return host if _DOMAIN.fullmatch(host) else LOCAL


def identifier(paper_id: int) -> str:
    """By number, which a paper keeps whatever is learned about it, and after it was merged into another."""
    return f"oai:{namespace()}:{paper_id}"


def paper_id(text: str) -> int | None:
    number = text.removeprefix(f"oai:{namespace()}:")
    return (
        int(number) if number != text and number.isascii() and number.isdigit() and len(number) < 19 else None
    )


def set_spec(code: str) -> str:
    """A field's code, with what may not stand in a setSpec written as `!` and two hexadecimal digits."""
    return _SPEC.sub(lambda match: "".join(f"!{byte:02x}" for byte in match.group().encode()), code)


def field_code(spec: str) -> str:
    raw = _ESCAPED.sub(lambda match: f"\\x{match.group(1)}", spec)
    parts = re.split(r"\\x([0-9a-f]{2})", raw)
    data = b"".join(part.encode() if at % 2 == 0 else bytes([int(part, 16)]) for at, part in enumerate(parts))
    return data.decode("utf-8", "replace")
