"""The page on which a person reads what the OpenAPI documents say: plain HTML, made from the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from broadsheet.api.hub.routes import api as hub
from broadsheet.api.v1.routes import api as v1
from broadsheet.http import limits

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: str
    default: str
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    about: str
    url: str
    operations: tuple[Operation, ...]


def page(request: HttpRequest) -> HttpResponse:
    documents = (document(v1, "/api/v1/"), document(hub, "/api/"))
    response = render(
        request, "api/documentation.html", {"documents": documents, "policy": limits.anonymous()}
    )
    response["Cache-Control"], response["Vary"] = "private, no-cache", "Cookie"
    return response


@cache
def document(api: NinjaAPI, prefix: str) -> Document:
    schema = api.get_openapi_schema(path_prefix=prefix)
    return Document(
        schema["info"]["title"],
        _plain(schema["info"]["description"]),
        f"{prefix}openapi.json",
        tuple(_operations(schema["paths"], schema["components"]["schemas"])),
    )


def _operations(paths: Json, shapes: Json) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, said in methods.items():
            parameters = tuple(_parameter(each, shapes) for each in said.get("parameters", ()))
            about = _plain(said.get("description", ""))
            yield Operation(method.upper(), path, said["summary"], about, parameters)


def _parameter(said: Json, shapes: Json) -> Parameter:
    schema = said["schema"]
    default = schema.get("default")
    shown = "" if default in (None, "", []) else str(default)
    about = _plain(said.get("description") or schema.get("description", ""))
    return Parameter(said["name"], _kind(schema, shapes), shown, about)


def _kind(schema: Json, shapes: Json) -> str:
    if "$ref" in schema:
        return _kind(shapes[schema["$ref"].rpartition("/")[2]], shapes)
    if "anyOf" in schema:
        return " or ".join(_kind(each, shapes) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"{_kind(schema['items'], shapes)}, may be given again"
    kind = str(schema.get("format") or schema.get("type", ""))
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{kind} {low} to {high}" if high is not None else kind


def _plain(text: str) -> str:
    return text.replace("`", "")
