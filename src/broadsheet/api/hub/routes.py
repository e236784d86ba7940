"""The Hub's papers API: routes on which its unmodified clients work. Only GET: who reads needs no account."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query

from broadsheet import __version__
from broadsheet.api import exception_handlers, keyset
from broadsheet.api.answers import answer, cached_json
from broadsheet.api.hub.items import flat, items_of
from broadsheet.api.hub.parameters import Daily, Page, SearchParameters
from broadsheet.api.hub.schemas import FlatPaper, Item, WhoAmI
from broadsheet.api.hub.selection import Listed, Wanted, select
from broadsheet.api.schemas import answers
from broadsheet.http import errors
from broadsheet.http.versions import Follows
from broadsheet.listing.index_state import index_state
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Paper

api = NinjaAPI(
    title="Broadsheet: the Hub-compatible papers API",
    version=__version__,
    description="For clients of the Hugging Face Hub's papers API, such as huggingface_hub: set HF_ENDPOINT to this "
    "server. The richer API of this service is described by /api/v1/openapi.json.",
    urls_namespace="hub",
    docs_url=None,
    openapi_url="/openapi.json",
)
exception_handlers.install(api)


@api.get("/daily_papers", response=answers(list[Item]), summary="The daily list")
@cached_json(follows=Follows.COUNTS)
def daily_papers(request: HttpRequest, given: Query[Daily]) -> HttpResponse:
    wanted = Wanted(given.span, given.submitter, given.sort == "trending", given.p * given.limit, given.limit)
    listed, more = select(wanted, datetime.now(UTC))
    return answer(items_of(listed), keyset.next_link(request, p=given.p + 1) if more else "")


@api.get("/papers", response=answers(list[Item]), summary="All papers, the newest first")
@cached_json(follows=Follows.COUNTS)
def papers(request: HttpRequest, given: Query[Page]) -> HttpResponse:
    rows, following = keyset.newest(Paper.unmerged.all(), given.cursor, given.limit)
    link = keyset.next_link(request, cursor=following) if following else ""
    return answer(items_of([Listed(paper.day, paper.id) for paper in rows]), link)


@api.get("/papers/search", response=answers(list[Item]), summary="Search; without a query, the newest papers")
@cached_json(also=index_state, follows=Follows.COUNTS)
def search(request: HttpRequest, given: Query[SearchParameters]) -> HttpResponse:
    if not given.q.strip():
        rows, _ = keyset.newest(Paper.unmerged.all(), "", given.limit)
        return answer(items_of([Listed(paper.day, paper.id) for paper in rows]))
    from broadsheet.search import facade
    from broadsheet.search.query.request import SearchRequest

    found = facade.search(SearchRequest(given.q, limit=given.limit).hits_only())
    return answer(items_of([Listed(None, hit.paper_id) for hit in found.hits]))


@api.get("/papers/{path:paper_id}", response=answers(FlatPaper, 404), summary="One paper")
@cached_json(follows=Follows.COUNTS)
def paper(request: HttpRequest, paper_id: str) -> HttpResponse:
    found = find_paper(paper_id)
    if found is None:
        raise errors.NotFound("There is no such paper", paper_id, "Search: /api/papers/search?q=")
    return answer(flat(found.id))


@api.get("/whoami-v2", response=answers(WhoAmI, 401), summary="Whose token this is")
def whoami(request: HttpRequest) -> HttpResponse:
    token = request.token  # type: ignore[attr-defined]
    if token is None:
        raise errors.Unauthorised(
            "A valid token is needed",
            None,
            "Send `Authorization: Bearer TOKEN`; made by: broadsheet token create",
        )
    role = "write" if "admin" in token.scopes else "read"
    return answer(
        {
            "type": "user",
            "id": str(token.pk),
            "name": token.name,
            "fullname": token.name,
            "orgs": [],
            "auth": {"type": "access_token", "accessToken": {"displayName": token.name, "role": role}},
        }
    )


@api.get("/agent-harnesses", include_in_schema=False)
def agent_harnesses(request: HttpRequest) -> HttpResponse:
    raise errors.NotFound("This service keeps no registry of agents")


@api.api_operation(["GET", "POST"], "/collections", include_in_schema=False)
def collections(request: HttpRequest) -> HttpResponse:
    raise errors.NotFound("This instance has no collections yet", None, "They come with readers' accounts.")


@api.api_operation(["GET", "POST", "PATCH", "DELETE"], "/collections/{path:rest}", include_in_schema=False)
def collection(request: HttpRequest, rest: str) -> HttpResponse:
    raise errors.NotFound("This instance has no collections yet", rest, "They come with readers' accounts.")
