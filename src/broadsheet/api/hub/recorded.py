"""Items that the Hub itself answered, kept whole in their source records, as they are served again.

What was recorded is served as it was recorded. Added is only what clients cannot do without (see the rules in
docs/api.md), taken away only what makes them fail.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import orjson
import zstandard

from broadsheet.api.answers import utc
from broadsheet.api.hub import people
from broadsheet.api.hub.people import Json
from broadsheet.papers.models import SourceRecord

SOURCE = "hub"
TWICE = ("upvotes", "ai_summary", "ai_keywords", "projectPage", "githubRepo", "githubStars")
"""Clients read these from the item alone, the Hub writes them into `paper` alone."""
TIMES = ("publishedAt", "submittedOnDailyAt", "statusLastChangedAt", "withdrawnAt")
LINKED = ("linkedModels", "linkedDatasets", "linkedSpaces")


def recorded_items(paper_ids: Collection[int]) -> dict[int, dict[int, Json]]:
    """{paper: {record: item}}, the newest day first, in one query."""
    found: dict[int, dict[int, Json]] = {}
    rows = SourceRecord.objects.filter(paper__in=paper_ids, source=SOURCE).order_by("-key")
    for record_id, paper_id, payload in rows.values_list("id", "paper_id", "payload"):
        item = orjson.loads(zstandard.decompress(payload))["details"].get("item")
        if isinstance(item, dict) and isinstance(item.get("paper"), dict):
            found.setdefault(paper_id, {})[record_id] = item
    return found


def served(recorded: Json, public_id: str) -> Json:
    """As it was recorded, under our id."""
    paper = _paper(recorded["paper"])
    paper["id"] = public_id
    item = _readable(recorded)
    item.pop("comments", None)
    for name in ("submittedBy", "submittedOnDailyBy"):
        _put(item, name, people.whole_user(item.get(name)))
    for name in ("organization", "submitterOrganization"):
        _put(item, name, people.whole_organisation(item.get(name)))
    item["paper"] = paper
    item.setdefault("numComments", 0)
    item.setdefault("title", paper.get("title", ""))
    for listed_at in (paper.get("submittedOnDailyAt"), paper.get("publishedAt")):
        if "publishedAt" not in item:
            _put(item, "publishedAt", listed_at)
    paper["upvotes"] = paper.get("upvotes") or item.get("upvotes") or 0
    for name in TWICE:
        if name in paper:
            item.setdefault(name, paper[name])
    return item


def _paper(recorded: Json) -> Json:
    paper = _readable(recorded)
    paper["authors"] = [
        _author(author) for author in recorded.get("authors") or () if isinstance(author, dict)
    ]
    _put(paper, "submittedOnDailyBy", people.whole_user(paper.get("submittedOnDailyBy")))
    _put(paper, "organization", people.whole_organisation(paper.get("organization")))
    return paper


def _author(recorded: Json) -> Json:
    author = _readable(recorded)
    _put(author, "user", people.whole_user(author.get("user")))
    return author


def _readable(recorded: Json) -> Json:
    """A copy whose times and linked things a client can read."""
    copy = dict(recorded)
    for name in TIMES:
        if name in copy:
            _put(copy, name, _time(copy[name]))
    for name in LINKED:
        if name in copy:
            _put(copy, name, _with_ids(copy[name]))
    return copy


def _time(stated: Any) -> str | None:
    if not isinstance(stated, str):
        return None
    if stated.endswith("Z"):
        return stated
    try:
        return utc(datetime.fromisoformat(stated))
    except ValueError:
        return None


def _with_ids(stated: Any) -> list[Json] | None:
    if not isinstance(stated, list):
        return None
    return [thing for thing in stated if isinstance(thing, dict) and thing.get("id")]


def _put(target: Json, name: str, value: Any) -> None:
    """Without the name rather than with null, which clients do not expect."""
    if value is None:
        target.pop(name, None)
    else:
        target[name] = value
