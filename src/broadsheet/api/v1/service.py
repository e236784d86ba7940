"""The service itself: how it stands, whose a token is, what was set aside."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from broadsheet import __version__, config
from broadsheet.accounts.models import Scope, Token
from broadsheet.api import keyset
from broadsheet.api.answers import MINUTE_S, answer, cached_json, utc
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import Page
from broadsheet.editions.models import Edition
from broadsheet.http import errors
from broadsheet.listing.index_state import index_state
from broadsheet.papers.models import Counter, Reject
from broadsheet.papers.source_names import sources_read

router = Router(tags=["service"])
ORDER = "rejects"


def _index_progress() -> object:
    """What the index holds, and how many embeddings were made for it."""
    return index_state(), Counter.objects.filter(name="embedding").values_list("value", flat=True).first()


@router.get("/status", response=answers(schemas.Status), summary="How the service stands")
@cached_json(also=_index_progress, lives_s=MINUTE_S)
def status(request: HttpRequest) -> HttpResponse:
    from broadsheet.search import indexing

    index = indexing.status()
    edition = Edition.objects.order_by("-day").first()
    return answer(
        {
            "name": "broadsheet",
            "version": __version__,
            "papers": index.papers_in_db,
            "revision": index.newest_revision,
            "time_zone": config.read("TIME_ZONE"),
            "latest_edition": edition.day if edition else None,
            "index": {
                "papers": index.papers_in_index,
                "up_to_date": index.watermark == index.newest_revision,
                "vectors": index.vectors,
                "pending_embeddings": index.pending_embeddings,
                "model": index.model,
            },
            "sources": [{"source": each.key, "at": utc(each.at)} for each in sources_read()],
        }
    )


@router.get("/whoami", response=answers(schemas.WhoAmI, 401), summary="Whose token this is")
def whoami(request: HttpRequest) -> HttpResponse:
    token = named(request)
    owner = token.user.username if token.user else None
    return answer({"name": token.name, "user": owner, "scopes": token.scopes, "expires": utc(token.expires)})


@router.get(
    "/rejects", response=answers(schemas.Rejects, 401, 403), summary="Records set aside (scope: admin)"
)
def rejects(request: HttpRequest, given: Query[Page]) -> HttpResponse:
    require(request, Scope.ADMIN)
    found = Reject.objects.order_by("-id")
    if given.cursor:
        found = found.filter(id__lt=keyset.decode(given.cursor, ORDER, int)[0])
    rows, more = keyset.split(list(found[: given.limit + 1]), given.limit)
    names = ("source", "locator", "reason", "excerpt", "count", "examples")
    items = [{name: getattr(row, name) for name in names} | {"at": utc(row.at)} for row in rows]
    return paged(request, {"items": items}, keyset.encode(ORDER, rows[-1].id) if more else "")


def named(request: HttpRequest) -> Token:
    token: Token | None = request.token  # type: ignore[attr-defined]
    if token is None or not token.is_valid(datetime.now(UTC)):
        raise errors.Unauthorised(
            "A valid token is needed",
            None,
            "Send `Authorization: Bearer TOKEN`; made by: broadsheet token create",
        )
    return token


def require(request: HttpRequest, scope: Scope) -> None:
    token = named(request)
    if not token.allows(scope):
        raise errors.Forbidden(
            f"The token must have the scope {scope}", " ".join(token.scopes), "Make one with: --scope admin"
        )
