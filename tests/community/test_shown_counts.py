"""An answer that shows votes is made anew after a vote; one that shows none stays stored."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.web.press import FRIDAY, TODAY, bring_in, listed

from broadsheet.accounts.models import User
from broadsheet.community.voting import unvote, vote
from broadsheet.editions.freeze import freeze
from broadsheet.papers.models import Paper

pytestmark = pytest.mark.django_db
PAPER = "2611.00001"
SHOWING = {
    "/": "{} votes",
    "/trending": "{} votes",
    "/lists/hub": "{} votes",
    "/fields/cs.LG": "{} votes",
    "/search?q=graph": "{} votes",
    f"/papers/{PAPER}": "{} votes",
    f"/papers/{PAPER}.md": "Votes: {}",
    f"/api/v1/papers/{PAPER}": '"upvotes":{}',
    "/api/v1/papers": '"upvotes":{}',
    f"/api/papers/{PAPER}": '"upvotes":{}',
    "/api/v1/search?q=graph": '"upvotes":{}',
}
SHOWING_NONE = [f"/papers/{PAPER}.bib", "/api/v1/ledger", "/feeds/front.atom", "/api/v1/editions"]
AT_SOURCE = 7


@pytest.fixture
def ada() -> User:
    bring_in(listed(1, "hub", 1, upvotes=AT_SOURCE))
    freeze(TODAY, FRIDAY)
    return User.objects.create_user("ada")


def get(client: Client, address: str) -> HttpResponse:
    response: HttpResponse = client.get(address)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("address", SHOWING)
def test_vote_shows_at_the_next_request(client: Client, ada: User, address: str) -> None:
    paper, text = Paper.objects.get(), SHOWING[address]
    shown = []
    for change in (lambda: None, lambda: vote(ada, paper, FRIDAY), lambda: unvote(ada, paper)):
        change()
        body = get(client, address).text
        # A list or edition beside it keeps the count that it was printed with, which is never the larger one.
        shown.append(max(count for count in range(20) if text.format(count) in body))
    assert shown == [AT_SOURCE, AT_SOURCE + 1, AT_SOURCE]


@pytest.mark.parametrize("address", SHOWING_NONE)
def test_vote_leaves_answers_without_counts_alone(client: Client, ada: User, address: str) -> None:
    before = get(client, address)["ETag"]
    vote(ada, Paper.objects.get(), FRIDAY)
    assert get(client, address)["ETag"] == before
    assert client.get(address, headers={"If-None-Match": before}).status_code == 304
