"""Papers as the Hub's clients read them: an item of a list, or one flat object."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from broadsheet.api.answers import utc
from broadsheet.api.hub import people
from broadsheet.api.hub.people import Json
from broadsheet.api.hub.recorded import recorded_items, served
from broadsheet.api.hub.selection import Listed, latest_of
from broadsheet.listing.entries import Entry, entries
from broadsheet.papers.models import Paper
from broadsheet.papers.record import Status


def items_of(listed: Sequence[Listed]) -> list[Json]:
    """In their order, with the same few queries however many there are."""
    ids = [place.paper_id for place in listed]
    recorded = recorded_items(ids)
    names = dict(Paper.objects.filter(id__in=recorded).values_list("id", "public_id"))
    made = {entry.paper.id: entry for entry in entries(id for id in ids if id not in recorded)}
    items = []
    for place in listed:
        if place.paper_id in names:
            items.append(served(_of_place(recorded[place.paper_id], place), names[place.paper_id]))
        elif place.paper_id in made:
            items.append(_made(made[place.paper_id], place))
    return items


def _of_place(recorded: dict[int, Json], place: Listed) -> Json:
    """What the Hub said when it listed the paper there, else what it said last."""
    said = recorded.get(place.record_id) if place.record_id is not None else None
    return said or next(iter(recorded.values()))


def flat(paper_id: int) -> Json:
    """Of one paper; `submittedOnDailyAt` and `-By` of the latest list that has it."""
    last = latest_of(paper_id)
    item = items_of([last or Listed(None, paper_id)])[0]
    paper: Json = item.pop("paper")
    for ours, theirs in (("submittedOnDailyBy", "submittedBy"), ("submittedOnDailyAt", "publishedAt")):
        if last is not None and theirs in item:
            paper.setdefault(ours, item[theirs])
    shared = {"numComments", "upvotes", "thumbnail", "mediaUrls", "organization", "isAuthorParticipating"}
    return paper | {name: item[name] for name in shared if name in item and name not in paper}


def _made(entry: Entry, place: Listed) -> Json:
    """Of a paper that no Hub told us about."""
    paper = _paper(entry, place)
    item: Json = {
        "paper": paper,
        "publishedAt": _listed_at(entry, place.day),
        "title": entry.title,
        "summary": entry.abstract,
        "numComments": entry.comments,
        "upvotes": entry.votes,
        "isAuthorParticipating": False,
    }
    for name in ("ai_summary", "projectPage", "githubRepo", "organization"):
        if name in paper:
            item[name] = paper[name]
    if "submittedOnDailyBy" in paper:
        item["submittedBy"] = paper["submittedOnDailyBy"]
    return item


def _paper(entry: Entry, place: Listed) -> Json:
    paper: Json = {
        "id": entry.paper.public_id,
        "authors": [{"name": name, "hidden": False} for name in entry.authors],
        "publishedAt": utc(entry.published),
        "title": entry.title,
        "summary": entry.abstract,
        "upvotes": entry.votes,
    }
    if place.day is not None:
        paper["submittedOnDailyAt"] = _listed_at(entry, place.day)
    if place.submitter:
        paper["submittedOnDailyBy"] = people.user(place.submitter)
    if entry.paper.organisation is not None:
        paper["organization"] = people.organisation(entry.paper.organisation.name)
    if entry.paper.status != Status.ACTIVE:
        paper["withdrawnAt"] = utc(entry.paper.updated or entry.paper.first_seen)
    said = {
        "ai_summary": entry.paper.summary,
        "projectPage": entry.link("project"),
        "githubRepo": next((url for url in entry.code_urls if "://github.com/" in url), ""),
    }
    return paper | {name: value for name, value in said.items() if value}


def _listed_at(entry: Entry, day: date | None) -> str | None:
    return utc(datetime.combine(day, time(), UTC) if day else entry.published)
