"""The lists of papers that pages show, for machines: feeds, citations and Markdown all read these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from broadsheet.api.sought import EXAMPLES, PARAMETERS, Sought, examples, sought
from broadsheet.editions import calendar, reading
from broadsheet.editions.reading import Load, with_names
from broadsheet.errors import InputError
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Author, Authorship, Field, Listing, Paper, PaperList
from broadsheet.papers.text import clean_line
from broadsheet.search import facade
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.rank.examples import Examples
from broadsheet.search.views import lexical_view, vector_view

FEED_SIZE = 50
LONGEST_LIST = 5_000
MAX_QUERY_CHARS = 880
"""As the page of search takes them."""

SORTS = ("date", "votes")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Selection:
    title: str
    about: str
    """One sentence."""
    page: str
    """The path of the page that shows it."""
    papers: tuple[Paper, ...]
    """In order, with organisation and primary field loaded if nothing else was asked for."""
    issue: reading.Issue | None = None
    """Of a day's edition."""


def front(now: datetime, load: Load = with_names) -> Selection:
    issue = reading.latest(now, load)
    number = f"No. {issue.number}" if issue.number else "not yet frozen"
    return Selection(
        "Today", f"The edition of {issue.day:%A, %-d %B %Y} ({number})", reverse("home"), issue.papers, issue
    )


def day(name: str, load: Load = with_names) -> Selection:
    issue = reading.edition_of(_read(calendar.parse_day, name), load)
    number = f"No. {issue.number}" if issue.number else "not yet frozen"
    about = f"The edition of {issue.day:%A, %-d %B %Y} ({number})"
    return Selection(f"{issue.day:%-d %B %Y}", about, reverse("day", args=[issue.day]), issue.papers, issue)


def week(name: str, load: Load = with_names) -> Selection:
    _read(calendar.week_span, name)
    period = reading.week(name, load)
    return Selection(
        f"Week {name}", f"The papers of {_days(period)}", reverse("week", args=[name]), period.papers
    )


def month(name: str, load: Load = with_names) -> Selection:
    _read(calendar.month_span, name)
    period = reading.month(name, load)
    return Selection(
        f"{period.span.first:%B %Y}",
        f"The papers of {_days(period)}",
        reverse("month", args=[name]),
        period.papers,
    )


def trending(code: str = "", size: int = FEED_SIZE, start: int = 0, load: Load = with_names) -> Selection:
    papers = Paper.standing.filter(trending__gt=0).order_by("-trending", "id")
    if not code:
        return Selection(
            "Trending",
            "What is read and discussed now",
            reverse("trending"),
            _named(papers, size, start, load),
        )
    found = _field(code)
    return Selection(
        f"Trending in {found.name or code}",
        f"What is read and discussed now in {found.name or code}",
        f"{reverse('trending')}?{urlencode({'field': code})}",
        _named(papers.filter(primary_field=found), size, start, load),
    )


def field(code: str, size: int = FEED_SIZE, before: str = "", load: Load = with_names) -> Selection:
    """`before` is a day and a paper's number, such as 2026-11-20.17: those that are older, as the page has it."""
    found = _field(code)
    papers = Paper.standing.filter(primary_field=found, day__isnull=False).order_by("-day", "-id")
    if before:
        papers = _older_than(papers, before)
    name = f"{found.name} ({code})" if found.name and found.name != code else code
    return Selection(
        name, f"The newest papers in {name}", reverse("field", args=[code]), _named(papers, size, 0, load)
    )


def paper_list(slug: str, size: int = LONGEST_LIST, load: Load = with_names) -> Selection:
    found = PaperList.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(f"There is no list {slug[:80]}")
    listings = Listing.objects.filter(paper_list=found).order_by("position", "id")
    listed = list(dict.fromkeys(listings.values_list("paper_id", flat=True)[:size]))
    known = load(Paper.objects.all()).in_bulk(listed)
    papers = tuple(known[number] for number in listed)
    return Selection(
        found.title,
        f"The list “{found.title}”, as its source printed it",
        reverse("list", args=[slug]),
        papers,
    )


def author(name: str, size: int = FEED_SIZE, load: Load = with_names) -> Selection:
    """By the name as printed; people who share a name share a list."""
    name = clean_line(name)  # as it was stored: an address may write the accents apart
    found = Author.objects.filter(name=name).first()
    if found is None:
        raise Http404(f"There is no author {name[:80]}")
    written = Authorship.objects.filter(author=found).values("paper")
    papers = Paper.standing.filter(id__in=written).order_by("-day", "-id")
    page = f"{reverse('search')}?{urlencode({'q': f'author:{_quoted(name)}'})}"
    return Selection(name, f"The newest papers by {name}", page, _named(papers, size, 0, load))


def search(given: Mapping[str, str], size: int = FEED_SIZE, load: Load = with_names) -> Selection:
    """What a search finds by its words and filters, the newest papers first. `given` is the query of its page."""
    asked = sought(given)
    if not str(asked) or len(asked.text) > MAX_QUERY_CHARS:
        raise Http404(f"A search is asked as ?q=WORDS, up to {MAX_QUERY_CHARS} characters")
    papers = load(Paper.standing.all()).in_bulk(_matching(asked, size))
    newest = sorted(papers.values(), key=lambda paper: (paper.day or date.min, paper.id), reverse=True)
    query = [(name, given[name]) for name in PARAMETERS if given.get(name)]
    page = f"{reverse('search')}?{urlencode(query)}"
    return Selection(f"Search: {asked}", f"Papers found by {asked}", page, tuple(newest))


def ranked(given: QueryDict, size: int, start: int = 0) -> Selection:
    """What a search finds by words, by meaning and by papers to resemble or not, in the order of its page."""
    asked = sought(given)
    like, unlike = (_known(examples(given, name)) for name in EXAMPLES)
    if not (str(asked) or like) or len(asked.text) > MAX_QUERY_CHARS:
        raise Http404(f"A search is asked as ?q=WORDS, up to {MAX_QUERY_CHARS} characters")
    sort = given.get("sort", "")
    results = facade.search(
        asked.text,
        limit=size,
        offset=start,
        sort=sort if sort in SORTS else "relevance",
        conditions=asked.conditions,
        examples=Examples(tuple(like.values()), tuple(unlike.values())),
        prior=False if given.get("prior") == "off" else None,
        facets=False,
        highlights=False,
    )
    ids = [hit.paper_id for hit in results.hits]
    papers = Paper.standing.select_related("organisation", "primary_field").in_bulk(ids)
    query = [(name, value) for name in PARAMETERS if (value := given.get(name, ""))]
    query += [("like", name) for name in like] + [("unlike", name) for name in unlike]
    found = tuple(papers[number] for number in ids if number in papers)
    words = [str(asked), *(f"more like {name}" for name in like), *(f"less like {name}" for name in unlike)]
    said = ", ".join(filter(None, words))
    return Selection(
        f"Search: {said}",
        f"{results.total:,} papers found by {said}",
        f"{reverse('search')}?{urlencode(query)}",
        found,
    )


def index_mark() -> object:
    """How far the index has come: searches may find more when it moves."""
    view = lexical_view()
    return view.mark if view else None


def index_state() -> object:
    """As `index_mark`, of words and of meaning."""
    words, model = lexical_view(), serving_model()
    vectors = vector_view(model) if model else None
    return words.mark if words else None, vectors.mark if vectors else None


def _matching(asked: Sought, size: int) -> list[int]:
    results = facade.search(
        asked.text,
        limit=size,
        sort="date",
        conditions=asked.conditions,
        facets=False,
        total=False,
        highlights=False,
    )
    return [hit.paper_id for hit in results.hits]


def _known(names: Iterable[str]) -> dict[str, int]:
    """{name: paper} of those that we have."""
    found = ((name, find_paper(name)) for name in names)
    return {name: paper.pk for name, paper in found if paper}


def _named(papers: QuerySet[Paper], size: int, start: int, load: Load) -> tuple[Paper, ...]:
    return tuple(load(papers)[start : start + size])


def _field(code: str) -> Field:
    found = Field.objects.filter(code=code).first()
    if found is None:
        raise Http404(f"There is no field {code[:80]}")
    return found


def _days(period: reading.Period) -> str:
    return f"{period.span.first:%-d %B %Y} to {period.span.last:%-d %B %Y}"


def _read(parse: Callable[[str], Value], text: str) -> Value:
    """A day, week or month of an address; what is none is not found."""
    try:
        return parse(text)
    except InputError as error:
        raise Http404(str(error)) from error


def _older_than(papers: QuerySet[Paper], before: str) -> QuerySet[Paper]:
    text, _, number = before.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404("This page of the field does not exist")
    day = _read(calendar.parse_day, text)
    return papers.filter(day__lte=day).filter(Q(day__lt=day) | Q(id__lt=int(number)))


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
