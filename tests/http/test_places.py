"""What is stored for one place (scheme, host, prefix) is never the answer at another."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from tests.api.shelf import BERT, SETS, stock
from tests.http.wsgi import ask, connection_stays

from broadsheet.http.early_answers import EarlyAnswers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connection_stays")]
__all__ = ["connection_stays"]
ADDRESSES = (
    *("/", "/trending", "/fields", "/lists", "/ledger"),
    *("/index.md", "/trending.md", "/search.md?q=bert"),
    *("/feeds/front.atom", "/feeds/trending.rss", "/feeds/trending.json", "/feeds/search.atom?q=bert"),
    *("/trending.bib", "/search.csl.json?q=bert", "/sitemap.xml", "/llms.txt"),
    *("/api/v1/papers", "/api/v1/trending", "/api/v1/search?q=bert", "/api/v1/lists", "/api/daily_papers"),
)


@pytest.fixture(scope="module")
def service() -> Any:
    return EarlyAnswers(get_wsgi_application())


@pytest.fixture
def shelf(content: None) -> None:
    stock(SETS, BERT)


@pytest.mark.parametrize("address", ADDRESSES)
def test_prefix_of_one_question_is_in_no_answer_to_another(service: Any, shelf: None, address: str) -> None:
    under_a_prefix = ask(service, address, script="/elsewhere")
    plain = ask(service, address)
    assert under_a_prefix[0] == plain[0] == "200 OK"
    assert b"/elsewhere" not in plain[2]
    assert "/elsewhere" not in str(plain[1])
    assert ask(service, address, script="/elsewhere")[2] == under_a_prefix[2]


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each not in ("/", "/trending", "/fields")])
def test_host_and_scheme_of_one_question_are_in_no_answer_to_another(
    service: Any, shelf: None, address: str
) -> None:
    ask(service, address, host="127.0.0.1")
    assert b"127.0.0.1" not in ask(service, address)[2]
