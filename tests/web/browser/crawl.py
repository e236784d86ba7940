"""Every page that a link reaches, with its forms: found by following addresses, as a search engine would."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from lxml import html

HOST = "http://localhost"
ADDRESSES = "//a/@href | //link/@href | //img/@src | //source/@srcset | //form[not(@method='post')]/@action"
OPENING_TAG = re.compile(r"<form\b[^>]*>")
URL_TAG = re.compile(r"{% url '([\w-]+)'[^%]*%}")
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}")
MOST_OF_A_ROUTE = 12
MACHINES = ("broadsheet.api.", "ninja.", "anymail.", "functools")
"""Modules whose views answer programs."""
UNLINKED = ("allauth.", "django.")
"""Modules of log-in and administration: no page leads there; tests/accounts opens them in a browser."""


@dataclass(frozen=True, slots=True)
class Form:
    tag: str
    """The opening tag, with the route's name for its address."""
    route: str
    """Name of the address that it is sent to."""
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    address: str
    route: str
    status: int
    forms: tuple[Form, ...]


def crawl(start: Iterable[str], most_of_a_route: int = MOST_OF_A_ROUTE) -> Iterator[Page]:
    """Each address once, at most so many of a route (days lead to earlier days without end); with parameters only
    those that bring a new one, and of what programs read one of each."""
    client, seen, waiting = Client(headers={"host": "localhost"}), set[object](), deque(start)
    visits = Counter[str]()
    while waiting:
        address = waiting.popleft()
        if not (news := _news(address) - seen) or visits[route_of(address)] >= most_of_a_route:
            continue
        seen |= news
        visits[route_of(address)] += 1
        response = client.get(address)
        if response.status_code in (301, 302):
            waiting.append(_own(response["Location"], address))
        document = _document(response)
        yield Page(address, route_of(address), response.status_code, _forms(document, address))
        if document is not None:
            waiting.extend(filter(None, (_own(str(link), address) for link in document.xpath(ADDRESSES))))


def route_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@cache
def routes_for_people() -> set[str]:
    """Names of all addresses whose views are not for programs."""
    return {name for name, module in _routes(get_resolver()) if not module.startswith((*MACHINES, *UNLINKED))}


def tags_in_templates() -> dict[str, str]:
    """{pattern of an opening tag: the template that holds it}, of every form of every application of ours."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("broadsheet.")]
    folders = [Path(config.path) / "templates" for config in ours]
    return {
        _pattern(tag): file.name
        for folder in folders
        for file in folder.rglob("*.html")
        for tag in OPENING_TAG.findall(file.read_text())
    }


def _news(address: str) -> set[object]:
    """What makes it worth a visit, if none of it was met before."""
    parts, route = urlsplit(address), route_of(address)
    if route and route not in routes_for_people():
        return {route}
    return {(route, name) for name in parse_qs(parts.query)} or {parts.path}


def _own(link: str, page: str) -> str:
    """Path and query; empty for another site's, or a file's, address."""
    parts = urlsplit(urljoin(HOST + page, link))
    own = f"{parts.scheme}://{parts.netloc}" == HOST and not parts.path.startswith("/static/")
    return parts._replace(scheme="", netloc="", fragment="").geturl() if own else ""


def _document(response: HttpResponse) -> html.HtmlElement | None:
    is_page = response.get("Content-Type", "").startswith("text/html") and response.content
    return html.fromstring(response.content) if is_page else None


def _forms(document: html.HtmlElement | None, address: str) -> tuple[Form, ...]:
    return () if document is None else tuple(_form(each, address) for each in document.iter("form"))


def _form(form: html.HtmlElement, address: str) -> Form:
    action = form.get("action")
    target = route_of(urljoin(address, action or ""))
    buttons = form.xpath(
        ".//button[not(@type) or @type='submit'] | .//input[@type='submit' or @type='image']"
    )
    attributes = {**form.attrib, **({"action": f"route:{target}"} if action and action[0] == "/" else {})}
    tag = "<form " + " ".join(f'{name}="{value}"' for name, value in attributes.items()) + ">"
    return Form(tag, target, tuple(" ".join(each.text_content().split()) for each in buttons))


def _pattern(tag: str) -> str:
    literal = TEMPLATE_CODE.split(URL_TAG.sub(r"route:\1", tag))
    return ".*".join(map(re.escape, literal))


def _routes(resolver: URLResolver, before: str = "") -> tuple[tuple[str, str], ...]:
    """(name, module of the view)"""
    found: list[tuple[str, str]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append((f"{before}{entry.name}", getattr(entry.callback, "__module__", "functools")))
        else:
            found += _routes(entry, f"{before}{entry.namespace}:" if entry.namespace else before)
    return tuple(found)
