"""JSON Feed 1.1 as a schema, written from the rules at https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
URL: dict[str, Any] = {"type": "string", "pattern": "^https?://"}
MOMENT: dict[str, Any] = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
AUTHOR: dict[str, Any] = {
    "type": "object",
    "properties": {"name": TEXT, "url": URL, "avatar": URL},
    "minProperties": 1,
    "additionalProperties": False,
}
ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": TEXT,
        "url": URL,
        "external_url": URL,
        "title": TEXT,
        "content_html": {"type": "string"},
        "content_text": {"type": "string"},
        "summary": TEXT,
        "date_published": MOMENT,
        "date_modified": MOMENT,
        "authors": {"type": "array", "items": AUTHOR},
        "tags": {"type": "array", "items": TEXT},
        "language": TEXT,
    },
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": URL,
        "feed_url": URL,
        "description": TEXT,
        "language": TEXT,
        "items": {"type": "array", "items": ITEM},
    },
    "additionalProperties": False,
}
JSON_FEED = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
