"""JSON types of an OpenAPI document in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

Json = dict[str, Any]
TRUTH = ("true", "false")
_SIMPLE = {"integer": "whole number", "boolean": "true or false", "string": "text"}


@dataclass(frozen=True, slots=True)
class Type:
    words: str
    """Such as "whole number 1 to 100"; of an object with a shape what stands before its name: "list of"."""
    shape: str = ""
    """The name of the object's shape."""
    choices: tuple[str, ...] = ()
    kind: str = "text"
    """Of the form field that takes it: text, number, date or choice."""
    low: int | None = None
    high: int | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A field of an object."""

    name: str
    type: Type
    about: SafeString


def type_of(schema: Json, shapes: Json) -> Type:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Type("", name) if "properties" in shapes[name] else type_of(shapes[name], shapes)
    if "anyOf" in schema:
        return _one_of(schema["anyOf"], shapes)
    if "enum" in schema:
        choices = tuple(map(str, schema["enum"]))
        return Type(", ".join(choices), choices=choices, kind="choice")
    if schema.get("type") == "array":
        return _list_of(type_of(schema.get("items", {}), shapes))
    if schema.get("type") == "object":
        return _object(schema.get("additionalProperties"), shapes)
    return _simple(schema)


def _one_of(schemas: list[Json], shapes: Json) -> Type:
    types = [type_of(each, shapes) for each in schemas if each.get("type") != "null"]
    nullable = len(types) < len(schemas)
    if len(types) == 1:
        first = types[0]
        if not nullable:
            return first
        before = f"{first.words} or null" if first.words else "null or"
        return Type(before, first.shape, first.choices, first.kind, first.low, first.high, first.repeats)
    words = " or ".join(each.shape or each.words for each in types)
    return Type(f"{words} or null" if nullable else words)


def _list_of(item: Type) -> Type:
    before = f"list of {item.words}".strip()
    return Type(before, item.shape, item.choices, item.kind, repeats=True)


def _object(values: Any, shapes: Json) -> Type:
    if not isinstance(values, dict) or not values:
        return Type("object")
    inner = type_of(values, shapes)
    return Type(f"object of {inner.words}".strip(), inner.shape)


def _simple(schema: Json) -> Type:
    form, low, high = str(schema.get("format", "")), schema.get("minimum"), schema.get("maximum")
    name = str(schema.get("type", "any value"))
    if form == "date":
        return Type("day, YYYY-MM-DD", kind="date")
    if form == "date-time":
        return Type("time, such as 2026-11-20T15:00:00Z")
    if name == "boolean":
        return Type(_SIMPLE[name], choices=TRUTH, kind="choice")
    words = form or _SIMPLE.get(name, name)
    if high is not None:
        words = f"{words} {low} to {high}"
    return Type(words, kind="number" if name == "integer" else "text", low=low, high=high)
