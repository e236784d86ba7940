"""The Hub's unmodified client against our server: each answer is the one that the Hub gave."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import httpx
import pytest
from huggingface_hub.hf_api import PaperInfo
from tests.api.hub.conftest import Json, Server
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.xdist_group("hub")]

ALONE = (
    "id", "authors", "published_at", "summary", "upvotes", "discussion_id", "comments", "ai_summary", "ai_keywords",
    "organization", "project_page", "github_repo", "github_stars",
)  # fmt: skip
TWICE = ("upvotes", "ai_summary", "ai_keywords", "projectPage", "githubRepo", "githubStars")


def test_each_recorded_day_is_read_as_the_hub_answered_it(server: Server) -> None:
    for day, recorded in server.days.items():
        read = [facts(paper) for paper in server.client.list_daily_papers(date=day, limit=100)]
        if recorded:
            assert read == [facts(PaperInfo(**by_the_rules(item))) for item in recorded], day


def test_every_recorded_field_is_answered_as_it_was_recorded(server: Server) -> None:
    for day, recorded in server.days.items():
        answer = httpx.get(f"{server.url}/api/daily_papers?date={day}&limit=100", timeout=PATIENCE_S).json()
        for ours, theirs in zip(answer, recorded, strict=False):
            assert missing(theirs, ours) == [], day


def test_each_paper_alone_says_what_its_list_says(server: Server) -> None:
    """The newest list, for one that stood on several."""
    seen: set[str] = set()
    for day, recorded in sorted(server.days.items(), reverse=True):
        for item in recorded:
            if item["paper"]["id"] in seen:
                continue
            seen.add(item["paper"]["id"])
            paper = server.client.paper_info(item["paper"]["id"])
            expected = PaperInfo(**by_the_rules(item))
            assert {name: facts(vars(paper)[name]) for name in ALONE} == {
                name: facts(vars(expected)[name]) for name in ALONE
            }, day
            assert paper.title == item["paper"]["title"]
            assert _submitter(paper) == _submitter(expected)


def test_paper_found_by_search_is_answered_as_its_list_has_it(server: Server) -> None:
    for day, recorded in server.days.items():
        for item in recorded[:2]:
            found = server.client.list_papers(query=item["title"][:250], limit=1)
            ours, expected = next(iter(found)), PaperInfo(**by_the_rules(item))
            assert {name: facts(vars(ours)[name]) for name in ALONE} == {
                name: facts(vars(expected)[name]) for name in ALONE
            }, day


def _submitter(paper: PaperInfo) -> str:
    return paper.submitted_by.username if paper.submitted_by else ""


def facts(value: Any) -> Any:
    """An object of the client as plain values, so that every attribute is compared, unknown ones too."""
    if isinstance(value, list):
        return [facts(each) for each in value]
    if hasattr(value, "__dict__"):
        return {name: facts(each) for name, each in vars(value).items()}
    return value


def by_the_rules(recorded: Json) -> Json:
    """What clients read twice, or under another name, added to a recorded item."""
    item = deepcopy(recorded)
    for name in TWICE:
        if name in item["paper"]:
            item[name] = item["paper"][name]
    people = [item.get("submittedBy"), item["paper"].get("submittedOnDailyBy")]
    people += [author.get("user") for author in item["paper"]["authors"]]
    for person in filter(None, people):
        person["user"] = person["name"] = person.get("user") or person["name"]
    for organisation in filter(None, (item.get("organization"), item.get("submitterOrganization"))):
        if "avatar" in organisation:
            organisation["avatarUrl"] = organisation["avatar"]
    return item


def missing(recorded: Any, ours: Any, path: str = "") -> list[str]:
    """Where a recorded value is not in our answer."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        return [place for key in recorded for place in missing(recorded[key], ours.get(key), f"{path}.{key}")]
    if isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
        pairs = enumerate(zip(recorded, ours, strict=True))
        return [place for i, (one, other) in pairs for place in missing(one, other, f"{path}[{i}]")]
    return [] if recorded == ours else [path]
