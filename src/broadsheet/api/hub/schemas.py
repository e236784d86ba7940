"""What the Hub-compatible routes answer, for their OpenAPI document. Recorded items may carry more than is named."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict


class Open(Schema):
    model_config = ConfigDict(extra="allow")


class User(Open):
    user: str
    name: str
    fullname: str | None = None
    avatarUrl: str | None = None
    type: str | None = None


class Author(Open):
    name: str
    hidden: bool | None = None
    user: User | None = None


class Organisation(Open):
    name: str
    fullname: str | None = None
    avatar: str | None = None
    avatarUrl: str | None = None


class PaperObject(Open):
    id: str
    authors: list[Author]
    title: str
    summary: str
    upvotes: int
    publishedAt: str | None = None
    submittedOnDailyAt: str | None = None
    submittedOnDailyBy: User | None = None
    projectPage: str | None = None
    githubRepo: str | None = None
    githubStars: int | None = None
    ai_summary: str | None = None
    ai_keywords: list[str] | None = None
    organization: Organisation | None = None
    withdrawnAt: str | None = None


class Item(Open):
    paper: PaperObject
    publishedAt: str | None = None
    title: str
    numComments: int
    upvotes: int
    summary: str | None = None
    submittedBy: User | None = None
    organization: Organisation | None = None


class FlatPaper(PaperObject):
    numComments: int


class WhoAmI(Schema):
    type: str
    id: str
    name: str
    fullname: str
    orgs: list[Any]
    auth: dict[str, Any]
