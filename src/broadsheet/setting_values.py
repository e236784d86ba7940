"""Kinds of values of settings, each with its parser, its rule in words and a valid example."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_BOOLEANS = {"1": True, "true": True, "yes": True, "on": True}
_BOOLEANS |= {"0": False, "false": False, "no": False, "off": False, "": False}
_HOST = re.compile(r"\*|\.?[\w-]+(?:\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", re.ASCII)
_NAME = re.compile(r"\w[\w-]*(?:\.[\w-]+)*", re.ASCII)
_ADDRESS_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MODEL = re.compile(r"none|minilm|static|(?:onnx|sentence-transformers):.+|openai:https?://[^#]+#.+")
MOST = 10**9


@dataclass(frozen=True)
class Kind:
    read: Callable[[str], Any]
    """ValueError where the rule is broken, whatever it says."""
    rule: str = ""
    """What follows the setting's name: `must be …`."""
    sample: str = ""

    def optional(self) -> Kind:
        """Whether an empty value is valid."""
        return Kind(
            lambda text: self.read(text) if text.strip() else "", self.rule + ", or empty", self.sample
        )


def _boolean(text: str) -> Any:
    return _found(_BOOLEANS.get(text.strip().lower()))


def _found(value: Any) -> Any:
    if value is None:
        raise ValueError
    return value


def _matching(pattern: re.Pattern[str], text: str) -> str:
    _found(pattern.fullmatch(text.strip()))
    return text.strip()


def _host(text: str) -> str:
    host = text.strip()
    if not _NAME.fullmatch(host):
        ip_address(host)
    return host


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def whole_number(least: int, most: int = MOST, sample: int | None = None) -> Kind:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    limits = f"{least} or more" if most == MOST else f"{least} to {most}"
    return Kind(read, f"must be a whole number, {limits}", str(least if sample is None else sample))


def _number(text: str) -> float:
    number = float(text)
    if not 0 <= number <= MOST:
        raise ValueError
    return number


def one_of(*choices: str, capitals: bool = False) -> Kind:
    def read(text: str) -> str:
        word = text.strip().upper() if capitals else text.strip().lower()
        if word not in choices:
            raise ValueError
        return word

    return Kind(read, f"must be one of {', '.join(choices)}", choices[0])


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError from error
    return text


def _web_address(text: str) -> str:
    address = urlsplit(text.strip())
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
        raise ValueError
    _ = address.port  # ValueError for one that is no number
    return text.strip()


def _mail_address(text: str) -> str:
    name, at, host = parseaddr(text)[1].rpartition("@")
    if not (name and at and host) or len(text.splitlines()) > 1:
        raise ValueError
    return text


def _database(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in ("postgres", "postgresql"):
        raise ValueError
    _ = address.port
    return text


def _storage(text: str) -> str:
    address = urlsplit(text)
    if address.scheme != "s3" or not address.netloc:
        raise ValueError
    return text


def _name_and_password(text: str) -> str:
    name, _, password = text.partition(":")
    if not (name and password):
        raise ValueError
    return text


TEXT = Kind(str)
ADDRESS_PART = Kind(
    lambda text: _matching(_ADDRESS_PART, text), "must be letters, digits, `-` and `_`", "admin"
)
WORDS = Kind(_words)
PATH = Kind(lambda text: Path(text).expanduser().resolve())
YES_OR_NO = Kind(_boolean, "must be yes or no", "yes")
NUMBER = Kind(_number, "must be a number, 0 or more", "6")
PORT = whole_number(1, 65_535, 8000)
HOSTS = Kind(
    lambda text: tuple(_matching(_HOST, word) for word in _words(text)),
    "must be names of hosts, without scheme and port, separated by commas",
    "papers.example.org,localhost",
)
HOST = Kind(
    _host,
    "must be the name or address of a host, without scheme and port",
    "127.0.0.1",
)
TIME_ZONE = Kind(_time_zone, "must be the name of a time zone", "Europe/Berlin")
WEB_ADDRESS = Kind(
    _web_address, "must be an address that begins with https:// or http://", "https://papers.example.org"
)
MAIL_ADDRESS = Kind(_mail_address, "must be an email address", "digest@papers.example.org")
MODEL = Kind(
    lambda text: _matching(_MODEL, text),
    "must be none, minilm, static, onnx:FOLDER, sentence-transformers:NAME_OR_FOLDER or openai:ADDRESS#MODEL",
    "minilm",
)
DATABASE = Kind(
    _database, "must begin with postgresql:// and name a server", "postgresql://user:password@host:5432/name"
)
STORAGE = Kind(_storage, "must begin with s3:// and name a bucket", "s3://bucket/prefix")
NAME_AND_PASSWORD = Kind(
    _name_and_password, "must be a name and a password with a colon between them", "name:password"
)
