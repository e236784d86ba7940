"""Harvesting a repository that the library `oai-repo` serves: 300 papers, 50 a page, each tenth deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.oai_server import Repository, items
from tests.harvest.live.web_server import WebServer, cut_short, reply

from broadsheet.papers.models import Cursor, Paper, Reject

pytestmark = pytest.mark.django_db(transaction=True)

LIVING = 270


@pytest.fixture
def repository(server: WebServer) -> Repository:
    repository = Repository(items(300))
    server.answers["/oai"] = [repository.answer()]
    return repository


@pytest.fixture
def source(server: WebServer) -> str:
    return _source(server)


def _source(server: WebServer, kind: str = "arxiv_oai", **options: str) -> str:
    given = {"sets": "[]", "first_days": "365", **options}
    lines = [f"{name} = {value}" for name, value in given.items()]
    head = f'[trees]\nkind = "{kind}"\nallow_private = true\nurl = "{server.url("/oai")}"\n'
    return head + "\n".join(lines)


def state() -> dict[str, str]:
    found: dict[str, str] = Cursor.objects.get(source="trees").state["sets"][""]
    return found


def titles() -> set[str]:
    return set(Paper.objects.values_list("title", flat=True))


@pytest.mark.parametrize("prefix", ["arXiv", "arXivRaw", "oai_dc"])
def test_every_living_record_becomes_a_paper(
    run: Harvest, server: WebServer, repository: Repository, prefix: str
) -> None:
    report = run(_source(server, prefix=f'"{prefix}"'))
    assert [source.error for source in report.sources] == [None]
    assert titles() == {item.title for item in repository.items if not item.deleted}
    assert len(repository.served) == 6
    assert not Reject.objects.exists()


def test_the_generic_kind_harvests_dublin_core(
    run: Harvest, server: WebServer, repository: Repository
) -> None:
    run(_source(server, kind="oai"))
    assert Paper.objects.count() == LIVING
    assert repository.served[0]["metadataPrefix"] == "oai_dc"


def test_pages_keep_the_interval_and_one_connection(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    run(source)
    assert server.waits == [5] * 5
    assert (server.connections, server.most_at_once) == (1, 1)


def test_the_next_harvest_begins_a_day_before_the_last_datestamp(
    run: Harvest, source: str, repository: Repository
) -> None:
    run(source)
    repository.served.clear()
    report = run(source)
    assert [query["from"] for query in repository.served] == ["2026-10-14"]
    assert (report.counts.new, report.counts.updated) == (0, 0)


def test_what_changed_since_is_updated_and_what_is_deleted_keeps_its_place(
    run: Harvest, source: str, repository: Repository
) -> None:
    run(source)
    repository.items[0] = replace(repository.items[0], title="A better title", datestamp=date(2026, 11, 1))
    repository.items[1] = replace(repository.items[1], deleted=True, datestamp=date(2026, 11, 2))
    run(source)
    assert Paper.objects.get(public_id="2610.00000").title == "A better title"
    assert Paper.objects.get(public_id="2610.00001").status == "deleted"
    assert Paper.objects.count() == LIVING


def test_each_set_is_a_list_of_its_own(run: Harvest, server: WebServer, repository: Repository) -> None:
    run(_source(server, sets='["stat", "cs"]'))
    assert [query["set"] for query in repository.served if "set" in query] == ["stat", "cs"]
    assert Paper.objects.count() == LIVING


def test_no_matching_record_is_no_error(run: Harvest, source: str, repository: Repository) -> None:
    repository.items.clear()
    assert run(source).exit_code == 0
    assert state() == {"since": "2025-11-20"}


def test_a_withdrawn_token_restarts_from_the_last_datestamp(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    def withdraw_before_the_fourth_page() -> None:
        repository.state = 1 if len(repository.served) < 3 else 2

    server.answers["/oai"] = [repository.answer(withdraw_before_the_fourth_page)]
    assert run(source).exit_code == 0
    assert Paper.objects.count() == LIVING
    assert [query["from"] for query in repository.served if "from" in query] == ["2025-11-20", "2026-10-07"]


def test_a_withdrawn_token_of_an_unordered_list_restarts_it(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    def withdraw_before_the_fourth_page() -> None:
        repository.state = 1 if len(repository.served) < 3 else 2

    repository.items[120:], repository.items[:120] = repository.items[:180], repository.items[180:]
    server.answers["/oai"] = [repository.answer(withdraw_before_the_fourth_page)]
    run(source)
    assert Paper.objects.count() == LIVING
    assert [query["from"] for query in repository.served if "from" in query] == ["2025-11-20", "2025-11-20"]


def test_a_repository_that_withdraws_every_token_is_given_up(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    def withdraw() -> None:
        repository.state += 1

    repository.items = [replace(item, datestamp=date(2026, 10, 1)) for item in repository.items]
    server.answers["/oai"] = [repository.answer(withdraw)]
    assert "long enough" in str(run(source).sources[0].error)


def test_a_token_that_leads_to_itself_ends_the_harvest(run: Harvest, server: WebServer, source: str) -> None:
    page = Repository(items(100)).say({"verb": "ListRecords", "metadataPrefix": "arXiv"})
    server.answers["/oai"] = [reply(page)]
    assert "leads on" in str(run(source).sources[0].error)


def test_a_token_of_blanks_is_the_end(run: Harvest, server: WebServer, source: str) -> None:
    page = Repository(items(10)).say({"verb": "ListRecords", "metadataPrefix": "arXiv"})
    end = b"<resumptionToken completeListSize='10'> \n </resumptionToken></ListRecords>"
    server.answers["/oai"] = [reply(page.replace(b"</ListRecords>", end))]
    assert run(source).exit_code == 0
    assert len(server.visits) == 1


def test_a_busy_repository_is_waited_for(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    page = repository.answer()
    html = b"<html><body><h1>Retry after 20 seconds</h1></body></html>"
    server.answers["/oai"] = [page, page, reply(html, 503, Retry_After="20"), page]
    run(source)
    assert server.waits == [5, 5, 20, 5, 5, 5]
    assert Paper.objects.count() == LIVING


def test_a_repository_that_moved_is_followed_if_declared(
    run: Harvest, server: WebServer, repository: Repository
) -> None:
    server.answers["/old"] = [
        lambda handler: reply(status=301, Location=handler.path.replace("/old", "/oai"))(handler)
    ]
    run(_source(server).replace("/oai", "/old"))
    assert Paper.objects.count() == LIVING


def test_a_page_cut_short_is_fetched_again(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    page = repository.answer()
    whole = repository.say({"verb": "ListRecords", "metadataPrefix": "arXiv"})
    server.answers["/oai"] = [cut_short(whole[:9000], len(whole)), reply(whole[:9000]), page]
    run(source)
    assert Paper.objects.count() == LIVING
    assert not Reject.objects.exists()


def test_a_page_always_cut_short_is_an_error_and_the_next_harvest_goes_on_there(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    page = repository.answer()
    server.answers["/oai"] = [page, page, reply(b"<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>")]
    report = run(source)
    assert (report.exit_code, report.counts.new) == (1, 90)
    token = state()["token"]
    repository.served.clear()
    server.answers["/oai"] = [page]
    assert run(source).exit_code == 0
    assert repository.served[0]["resumptionToken"] == token
    assert Paper.objects.count() == LIVING


def test_a_page_with_a_forbidden_character_is_read_around_it_and_said(
    run: Harvest, server: WebServer, source: str, repository: Repository
) -> None:
    def damaged(handler: object) -> None:
        query = dict(part.split("=", 1) for part in handler.path.partition("?")[2].split("&"))  # type: ignore[attr-defined]
        query = {name: value.replace("%3D", "=") for name, value in query.items()}
        reply(repository.say(query).replace(b"Paper 60 on", b"Paper 60\x0b on"))(handler)  # type: ignore[arg-type]

    server.answers["/oai"] = [damaged]
    report = run(source)
    assert report.exit_code == 0
    assert Paper.objects.count() == LIVING
    assert Reject.objects.get().reason.startswith("damaged XML")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_entities_are_refused_before_they_are_expanded(
    run: Harvest, server: WebServer, source: str, declaration: str
) -> None:
    bomb = f'{declaration}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><a>&a;</a></OAI-PMH>'
    server.answers["/oai"] = [reply(bomb.encode())]
    assert "document type" in str(run(source).sources[0].error)
    assert len(server.visits) == 1


def test_a_page_of_html_is_an_error(run: Harvest, server: WebServer, source: str) -> None:
    server.answers["/oai"] = [reply(b"<html><body>We are moving house.</body></html>")]
    assert "answers with OAI-PMH" in str(run(source).sources[0].error)


def test_a_refused_prefix_is_an_error_that_says_so(
    run: Harvest, server: WebServer, repository: Repository
) -> None:
    report = run(_source(server, prefix='"marc21"'))
    assert "CannotDisseminateFormat" in str(report.sources[0].error)


def test_since_reaches_further_back_once(run: Harvest, server: WebServer, repository: Repository) -> None:
    source = _source(server, first_days="40")
    run(source)
    assert Paper.objects.count() < LIVING
    for _ in range(2):
        run(source, since=date(2026, 10, 1))
    assert Paper.objects.count() == LIVING
    asked = [query["from"] for query in repository.served if "from" in query]
    assert asked == ["2026-10-11", "2026-10-01", "2026-10-14"]


def test_a_datestamp_in_the_future_does_not_hide_what_comes_before_it(
    run: Harvest, source: str, repository: Repository
) -> None:
    repository.items[5] = replace(repository.items[5], datestamp=date(2099, 1, 1))
    run(source)
    assert state()["done"] == "2026-11-20"
