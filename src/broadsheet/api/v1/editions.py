"""Editions, weeks and months, and what trends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from broadsheet.api import dates, keyset
from broadsheet.api.answers import MINUTE_S, answer, cached_json, utc
from broadsheet.api.dates import Day, Month, Week
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import InField, OfPeriod, Page
from broadsheet.editions import corrections, reading
from broadsheet.editions import cover as covers
from broadsheet.editions.models import Edition
from broadsheet.editions.reading import with_names
from broadsheet.http import addresses, errors
from broadsheet.http.versions import Follows
from broadsheet.listing.edition_outline import PaperLine, outline
from broadsheet.listing.selections.trending import trending_papers
from broadsheet.papers.models import Field
from broadsheet.plots import THEMES
from broadsheet.ranking import trending as ranking

router = Router(tags=["editions"])
trending_router = Router(tags=["trending"])
ORDER, RANK = "editions", "rank"


@router.get("", response=answers(schemas.Editions), summary="Frozen editions, the newest first")
@cached_json()
def editions(request: HttpRequest, given: Query[Page]) -> HttpResponse:
    found = Edition.objects.annotate(papers=Count("places")).order_by("-number")
    if given.cursor:
        found = found.filter(number__lt=keyset.decode(given.cursor, ORDER, int)[0])
    rows, more = keyset.split(list(found[: given.limit + 1]), given.limit)
    base = addresses.base(request)
    items = [
        {
            "day": row.day,
            "number": row.number,
            "frozen": utc(row.frozen),
            "papers": row.papers,
            "url": base + row.get_absolute_url(),
        }
        for row in rows
    ]
    return paged(request, {"items": items}, keyset.encode(ORDER, rows[-1].number) if more else "")


@router.get("/latest", response=answers(schemas.Edition), summary="The edition of today")
@cached_json(follows=Follows.COUNTS)
def latest(request: HttpRequest) -> HttpResponse:
    return answer(_edition(request, reading.latest(datetime.now(UTC))))


@router.get(
    "/week/{week}", response=answers(schemas.Period), summary="The papers of an ISO week, such as 2026-W47"
)
@cached_json(follows=Follows.COUNTS)
def week(request: HttpRequest, week: Week, given: Query[OfPeriod]) -> HttpResponse:
    return _period(request, reading.week(week, part=reading.Part(given.limit, _behind(given))), "week")


@router.get(
    "/month/{month}", response=answers(schemas.Period), summary="The papers of a month, such as 2026-11"
)
@cached_json(follows=Follows.COUNTS)
def month(request: HttpRequest, month: Month, given: Query[OfPeriod]) -> HttpResponse:
    return _period(request, reading.month(month, part=reading.Part(given.limit, _behind(given))), "month")


@router.get(
    "/{day}", response=answers(schemas.Edition), summary="The edition of a day, frozen or as it would be now"
)
@cached_json(follows=Follows.COUNTS)
def edition(request: HttpRequest, day: Day) -> HttpResponse:
    return answer(_edition(request, reading.edition_of(dates.day(day))))


@trending_router.get("", response=answers(schemas.Trending, 404), summary="What trends now, and how strongly")
@cached_json(follows=Follows.COUNTS, lives_s=MINUTE_S)
def trending(request: HttpRequest, given: Query[InField]) -> HttpResponse:
    field = None
    if given.field:
        field = Field.objects.filter(code=given.field).first()
        if field is None:
            raise errors.NotFound("There is no such field", given.field, "See /api/v1/fields")
    rows, following = keyset.trending(with_names(trending_papers(field)), given.cursor, given.limit)
    now = datetime.now(UTC)
    shown = zip(rows, shapes.papers(request, rows), strict=True)
    content = {
        "items": [{"score": ranking.score(row.trending, now), "paper": paper} for row, paper in shown],
        "half_life_hours": ranking.HALF_LIFE / timedelta(hours=1),
        "comment_weight": ranking.COMMENT_WEIGHT,
        "explained": addresses.base(request) + reverse("formula"),
    }
    return paged(request, content, following)


def _edition(request: HttpRequest, issue: reading.Issue) -> shapes.Json:
    base = addresses.base(request)
    corrected = corrections.since_printed(issue.edition) if issue.edition else {}
    papers = zip(issue.papers, shapes.papers(request, issue.papers), strict=True)
    return {
        "day": issue.day,
        "number": issue.number,
        "frozen": utc(issue.edition.frozen) if issue.edition else None,
        "previous": issue.previous_day,
        "following": issue.next_day,
        "of_the_day": issue.of_the_day,
        "url": base + reverse("day", args=[issue.day]),
        **_outline(issue, base),
        "cover": _cover(issue, base),
        "verdicts": [
            {
                "claim": each.claim,
                "status": each.status,
                "sentence": each.sentence,
                "now": each.now or None,
                "url": base + reverse("claim", args=[each.claim]),
            }
            for each in issue.verdicts
        ],
        "items": [
            {
                "rank": rank,
                "picked": row.pk in issue.picks,
                "pick_note": issue.picks.get(row.pk, ""),
                "corrections": [
                    {"says": each.says, "at": utc(each.at) if each.at else None}
                    for each in corrected.get(row.pk, ())
                ],
                "paper": paper,
            }
            for rank, (row, paper) in enumerate(papers, 1)
        ],
    }


def _outline(issue: reading.Issue, base: str) -> shapes.Json:
    lead, outlined = issue.contents.lead, outline(issue)
    return {
        "lead": {**_line(outlined.lead, base), "by": lead.by.value, "says": lead.says}
        if lead and outlined.lead
        else None,
        "sections": [
            {"name": name, "papers": [_line(paper, base) for paper in papers]}
            for name, papers in outlined.sections
        ],
    }


def _line(paper: PaperLine, base: str) -> shapes.Json:
    return {"id": paper.public_id, "title": paper.title_text, "url": base + paper.url}


def _cover(issue: reading.Issue, base: str) -> shapes.Json | None:
    """What the cover plot counts, in numbers, in words and as a picture."""
    if issue.edition is None:
        return None
    counted = covers.facts(issue.edition)
    return {
        "says": covers.says(counted),
        "fields": [
            {"name": name, "papers": len(votes), "votes": sum(votes)} for name, votes in counted["fields"]
        ],
        "verdicts": counted["verdicts"],
        **{theme: base + reverse("cover", args=[issue.day, theme]) for theme in THEMES},
    }


def _period(request: HttpRequest, period: reading.Period, page: str) -> HttpResponse:
    content = {
        "name": period.name,
        "first": period.span.first,
        "last": period.span.last,
        "total": period.total,
        "editions": [edition.day for edition in period.editions],
        "url": addresses.base(request) + reverse(page, args=[period.name]),
        "items": shapes.papers(request, period.papers),
    }
    last = period.following
    day = last.day.isoformat() if last and last.day else ""
    return paged(
        request, content, keyset.encode(RANK, last.pick, last.trending, day, last.id) if last else ""
    )


def _behind(given: OfPeriod) -> reading.Rank | None:
    if not given.cursor:
        return None
    pick, score, day, last = keyset.decode(given.cursor, RANK, int, float, str, int)
    return reading.Rank(pick, score, keyset.day_of(day, given.cursor), last)
