"""An OpenAPI document as its page shows it: calls with their parameters, and the shapes of answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from ninja import NinjaAPI

from broadsheet.api.documentation.types import TRUTH, Member, Type, type_of

Json = dict[str, Any]
_CODE = re.compile(r"`([^`]+)`")
LOCKED = "401"
"""Status that calls have which need a token."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type
    default: str
    about: SafeString
    in_path: bool

    @property
    def words(self) -> str:
        """Its type and default as a sentence."""
        repeated = ", given again for each" if self.type.repeats else ""
        default = f"; {self.default} if left out" if self.default else ""
        words = self.type.words.removeprefix("list of ")
        if len(self.type.choices) > 1 and self.type.choices != TRUTH:
            return f"One of {words}{repeated}{default}."
        return f"{words[:1].upper()}{words[1:]}{repeated}{default}."


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    """With its parameters in braces."""
    name: str
    """The path without its first part and braces: `v1/papers/paper_id/similar`."""
    summary: str
    about: SafeString
    parameters: tuple[Parameter, ...]
    answer: Type | None
    can_be_tried: bool
    """It reads, and needs no token."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of answers, described once."""

    name: str
    about: SafeString
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    title: str
    about: SafeString
    url: str
    operations: tuple[Operation, ...]
    shapes: tuple[Shape, ...]
    """Those that answers refer to, directly or not, errors last."""


@cache
def document(api: NinjaAPI, name: str, prefix: str) -> Document:
    schema = api.get_openapi_schema(path_prefix=prefix)
    shapes = schema["components"]["schemas"]
    operations = tuple(_operations(schema["paths"], shapes))
    return Document(
        name,
        schema["info"]["title"],
        in_html(schema["info"]["description"]),
        f"{prefix}openapi.json",
        operations,
        tuple(_shapes([each.answer for each in operations if each.answer], shapes)),
    )


def in_html(text: str) -> SafeString:
    """Of a description, in which backticks mark code."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(text)))


def _operations(paths: Json, shapes: Json) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, stated in methods.items():
            yield Operation(
                method.upper(),
                path,
                path.removeprefix("/api/").replace("{", "").replace("}", ""),
                stated["summary"],
                in_html(stated.get("description", "")),
                tuple(_parameter(each, shapes) for each in stated.get("parameters", ())),
                _answer(stated["responses"], shapes),
                method == "get" and LOCKED not in {str(status) for status in stated["responses"]},
            )


def _parameter(stated: Json, shapes: Json) -> Parameter:
    schema = _without_null(stated["schema"])
    default = schema.get("default")
    shown = "" if default in (None, "", []) else str(default)
    about = in_html(stated.get("description") or schema.get("description", ""))
    return Parameter(stated["name"], type_of(schema, shapes), shown, about, stated["in"] == "path")


def _without_null(schema: Json) -> Json:
    """A parameter is left out, never null."""
    if "anyOf" not in schema:
        return schema
    return {**schema, "anyOf": [each for each in schema["anyOf"] if each.get("type") != "null"]}


def _answer(responses: Json, shapes: Json) -> Type | None:
    for status, stated in responses.items():
        if str(status).startswith("2") and "content" in stated:
            return type_of(stated["content"]["application/json"]["schema"], shapes)
    return None


def _shapes(answers: list[Type], shapes: Json) -> Iterator[Shape]:
    """In the order in which a reader meets them."""
    waiting, seen = [each.shape for each in answers], set[str]()
    while waiting:
        name = waiting.pop(0)
        if not name or name in seen:
            continue
        seen.add(name)
        shape = _shape(name, shapes)
        waiting.extend(member.type.shape for member in shape.members)
        yield shape
    if "Error" in shapes and "Error" not in seen:
        yield _shape("Error", shapes)


def _shape(name: str, shapes: Json) -> Shape:
    stated = shapes[name]
    members = (
        Member(member, type_of(schema, shapes), in_html(schema.get("description", "")))
        for member, schema in stated.get("properties", {}).items()
    )
    return Shape(name, in_html(stated.get("description", "")), tuple(members))
