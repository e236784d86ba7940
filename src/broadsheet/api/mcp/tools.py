"""What a language model can ask this service. Each function is a tool; its docstring is what the model is told."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Literal

import orjson
from django.http import Http404
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field as Described

from broadsheet.api.citations.bibtex import bibtex
from broadsheet.api.citations.csl import csl
from broadsheet.api.citations.ris import ris
from broadsheet.api.citations.work import work_of
from broadsheet.api.markdown import paper as markdown
from broadsheet.api.mcp.shapes import ClaimFound, PaperList, claim_found, hits_found, listed
from broadsheet.claims import ledger
from broadsheet.claims.replies import replies_to
from broadsheet.http import addresses
from broadsheet.listing import selections
from broadsheet.listing.claim_filters import ClaimFilters
from broadsheet.listing.entries import entries, entry_of
from broadsheet.listing.selections import Selection
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Paper
from broadsheet.papers.models import PaperList as ListRow
from broadsheet.search import facade
from broadsheet.search.query.request import Mode, SearchRequest

base: ContextVar[str] = ContextVar("base")
"""The address of this service, for links."""

PaperId = Annotated[
    str, Described(description="A paper's id, arXiv number, DOI, or the address of its page", max_length=600)
]
Limit = Annotated[int, Described(ge=1, le=100, description="How many papers at most")]
SIMILAR_SHOWN = 5


def search_papers(
    query: Annotated[
        str,
        Described(
            max_length=2_000,
            description='Words, "phrases", -without, author:name, field:cs.LG, year:2025, after:2026-01-01, before:2026-06-30, '
            "has:code, claim:supported",
        ),
    ],
    limit: Limit = 10,
    mode: Annotated[
        Literal["hybrid", "lexical", "semantic"],
        Described(description="Words and meaning together, or one of them"),
    ] = "hybrid",
) -> PaperList:
    """Search research papers by words and by meaning. The best matches come first; each says why it was found."""
    results = facade.search(SearchRequest(query, mode=Mode(mode), limit=limit, facets=False))
    papers = hits_found(results.hits, _base())
    about = ". ".join(["Search results", *results.query.remarks])
    return PaperList(title=query, about=about, total=results.total, papers=papers)


def read_paper(id: PaperId) -> str:
    """Read one paper as Markdown: title, authors, links, one-sentence summary, abstract, claims with their
    verdicts, similar papers, and its BibTeX entry."""
    paper = _paper(id)
    near = entries(hit.paper_id for hit in facade.similar(paper.id, SIMILAR_SHOWN))
    return markdown.paper(entry_of(paper), _base(), tuple(near))


def similar_papers(
    id: PaperId,
    limit: Limit = 10,
    also: Annotated[list[str], Described(description="Further papers to resemble", max_length=11)] = [],  # noqa: B006
    unlike: Annotated[list[str], Described(description="Papers not to resemble", max_length=12)] = [],  # noqa: B006
) -> PaperList:
    """Papers nearest in meaning to a given one, or to several, and away from others."""
    paper = _paper(id)
    if also or unlike:
        like = (paper.public_id, *(_paper(each).public_id for each in also))
        examples = SearchRequest(
            like=like, unlike=tuple(_paper(each).public_id for each in unlike), limit=limit
        )
        hits = facade.search(replace(examples, facets=False, total=False)).hits
    else:
        hits = facade.similar(paper.id, limit)
    found = hits_found(hits, _base())
    return PaperList(
        title=f"Similar to {paper.title_text}", about="The nearest first", total=len(found), papers=found
    )


def edition(
    day: Annotated[
        str,
        Described(
            description="A day (2026-11-20), a week (2026-W47) or a month (2026-11); empty: the newest edition"
        ),
    ] = "",
    limit: Limit = 50,
) -> PaperList:
    """The daily paper: the edition of a day, or the papers of a week or a month, the most noted first."""
    return _listed(_selected(day), limit)


def trending_papers(
    field: Annotated[str, Described(description="A field's code such as cs.LG; empty: all fields")] = "",
    limit: Limit = 20,
) -> PaperList:
    """What is read, voted for and discussed now, normalised within each field."""
    return _listed(_found(lambda: selections.trending(field, limit)), limit)


def field_papers(
    field: Annotated[str, Described(description="A field's code such as cs.LG")], limit: Limit = 20
) -> PaperList:
    """The newest papers of one field."""
    return _listed(_found(lambda: selections.field(field, limit)), limit)


def paper_lists() -> dict[str, str]:
    """The lists that this service holds, as {name: title}; read one with list_papers."""
    rows = ListRow.objects.order_by("-day", "slug")[: selections.LONGEST_LIST]
    return dict(rows.values_list("slug", "title"))


def list_papers(
    name: Annotated[str, Described(description="A name that paper_lists gave")], limit: Limit = 50
) -> PaperList:
    """The papers of one list, in its order."""
    return _listed(_found(lambda: selections.paper_list(name)), limit)


def verdicts(
    status: Annotated[
        Literal["", "supported", "contradicted", "inconclusive", "stale", "unchecked", "untestable"],
        Described(description="Only claims that stand so; empty: all"),
    ] = "",
    family: Annotated[str, Described(description="Only claims of this family of methods; empty: all")] = "",
    limit: Annotated[int, Described(ge=1, le=1_000)] = 50,
) -> list[ClaimFound]:
    """Claims of papers and where each stands: experiments support or contradict it, or it was not checked yet."""
    wanted = ClaimFilters(status=status, family=family).claims()
    claims = list(ledger.with_runs(wanted)[:limit])
    papers = ledger.papers_of([claim.ledger_id for claim in claims])
    replies = replies_to(claims)
    return [
        claim_found(claim, papers.get(claim.ledger_id), _base(), replies.get(claim.ledger_id, ()))
        for claim in claims
    ]


def cite_paper(
    id: PaperId,
    form: Annotated[
        Literal["bibtex", "ris", "csl-json"], Described(description="The citation's format")
    ] = "bibtex",
) -> str:
    """One paper's citation, ready for a bibliography."""
    work = [work_of(entry_of(_paper(id)))]
    return bibtex(work) if form == "bibtex" else ris(work) if form == "ris" else _json(csl(work))


TOOLS = (
    search_papers,
    read_paper,
    similar_papers,
    edition,
    trending_papers,
    field_papers,
    paper_lists,
    list_papers,
    verdicts,
    cite_paper,
)


def _base() -> str:
    return base.get(None) or addresses.configured_base()


def _paper(text: str) -> Paper:
    found = find_paper(text)
    if found is None:
        raise ToolError(f"There is no paper {text[:80]}. Find one with search_papers.")
    return found


def _selected(day: str) -> Selection:
    if not day:
        return selections.front(datetime.now(UTC))
    kind = (
        selections.week if "-W" in day else selections.month if len(day) == len("2026-11") else selections.day
    )
    return _found(lambda: kind(day))


def _found(select: Callable[[], Selection]) -> Selection:
    try:
        return select()
    except Http404 as error:
        raise ToolError(str(error)) from error


def _listed(selection: Selection, limit: int) -> PaperList:
    papers = listed(selection.papers[:limit], _base())
    return PaperList(title=selection.title, about=selection.about, total=len(selection.papers), papers=papers)


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
