"""What a claim's page says of its runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from lxml import etree
from tests.claims import coin
from tests.claims.press import FAIR, LOADED, after_a_run, keep, run
from tests.web.pages import links, main_text, of_class, read
from tests.web.press import claim

from broadsheet.claims.models import Run
from broadsheet.claims.picture_layout import NARROW
from broadsheet.claims.pictures import pictures_of
from broadsheet.plots import Figure, drawer
from broadsheet.plots.figure import SVG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No plot is drawn yet."""
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))


def test_page_says_what_was_tested_and_how_it_came_out(client: Client, tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001"))
    said = main_text(read(client, "/claims/s001"))
    assert "A loaded coin shows heads more often than a fair one." in said
    assert "better by 0.3 (interval 0.296 to 0.304); the claim needs 0.1 or more" in " ".join(said.split())
    assert "broadsheet check s001 --budget full" in said


def test_contradicted_is_worded_as_a_finding_of_ours(client: Client, tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001"), FAIR)
    said = " ".join(main_text(read(client, "/claims/s001")).split())
    assert "the effect is smaller than what was declared beforehand" in said
    assert "it does not say that the paper's own results are wrong" in said


def test_every_comparison_has_a_picture_by_day_and_by_night(client: Client, tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001"))
    page = read(client, "/claims/s001")
    pictures = page.xpath("//figure[contains(@class, 'comparison')]//img")
    assert len(pictures) == 4
    assert all("loaded against fair" in p.get("alt") or "other fair" in p.get("alt") for p in pictures)


@pytest.mark.slow
@pytest.mark.one_database
def test_picture_is_drawn_with_every_seed(client: Client, tmp_path: Path) -> None:
    found = after_a_run(tmp_path, claim("s001")).run
    assert found is not None
    drawer.drawn(pictures_of(found)[0].figure(NARROW), SVG)
    addresses = read(client, "/claims/s001").xpath("//picture//img/@src")
    answer = client.get(addresses[0])
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.count(b"<path") >= 40
    assert client.get(addresses[0], headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_picture_that_is_not_drawn_yet_has_a_placeholder_of_its_size(client: Client, tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001"))
    for shown in read(client, "/claims/s001").xpath("//picture//img"):
        answer = client.get(shown.get("src"))
        drawn = etree.fromstring(answer.content)
        assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (202, "no-store", "10")
        assert [drawn.get(side) for side in ("width", "height")] == [shown.get("width"), shown.get("height")]
        assert drawn.findtext("{*}title") == shown.get("alt")
        assert "not drawn yet" in answer.content.decode()


def test_axis_of_a_narrow_picture_leaves_out_a_unit_for_which_it_has_no_room(tmp_path: Path) -> None:
    long = replace(coin.DECLARATION.metrics[0], unit="share of all throws that were made by hand")
    declared = replace(coin.DECLARATION, metrics=(long,))
    claim("s001")
    keep(tmp_path, run(LOADED, claim="s001", declared=declared))
    after_a_run(tmp_path, claim("s002"))
    picture = pictures_of(Run.objects.get(claim__ledger_id="s001"))[0]
    assert picture.facts(640)["metric"] == f"heads, {long.unit} (higher is better)"
    assert picture.facts(320)["metric"] == "heads (higher is better)"


def test_other_seeds_are_another_picture(tmp_path: Path) -> None:
    first = after_a_run(tmp_path / "a", claim("s001")).run
    second = after_a_run(tmp_path / "b", claim("s002"), FAIR).run
    assert first is not None
    assert second is not None
    figures: list[Figure] = [pictures_of(each)[0].figure(320) for each in (first, second)]
    assert figures[0].name != figures[1].name


@pytest.mark.parametrize("last", ["9-wide-light", "0-tall-light", "0-wide-grey"])
def test_unknown_picture_is_not_found(client: Client, tmp_path: Path, last: str) -> None:
    found = after_a_run(tmp_path, claim("s001")).run
    assert found is not None
    read(client, f"/claims/s001/{found.pk}/{last}.svg", status=404)


def test_history_lists_every_run_and_shows_an_old_one(client: Client, tmp_path: Path) -> None:
    keep(tmp_path, run(FAIR, claim="s001", budget="quick", seeds=4))
    after_a_run(tmp_path, claim("s001"))
    page = read(client, "/claims/s001")
    assert len(page.xpath("//tbody/tr")) == 2
    quick = Run.objects.get(claim__ledger_id="s001", budget="quick")
    assert f"/claims/s001?run={quick.pk}" in links(page)
    assert "a verdict needs a full one" in main_text(read(client, f"/claims/s001?run={quick.pk}"))


def test_stale_claim_says_so(client: Client) -> None:
    claim("s001", verdict="stale")
    assert "what is declared has changed since" in main_text(read(client, "/claims/s001"))


def test_method_links_to_its_source(client: Client, tmp_path: Path) -> None:
    method = "broadsheet.lab.methods.robotics_and_control.trial_and_error.should_abort"
    arms = tuple(replace(arm, method=method) for arm in coin.DECLARATION.arms)
    claim("s001")
    keep(tmp_path, run(LOADED, claim="s001", declared=replace(coin.DECLARATION, arms=arms)))
    after_a_run(tmp_path, claim("s002"))
    address = "/methods/broadsheet.lab.methods.robotics_and_control.trial_and_error"
    assert address in links(read(client, "/claims/s001"))
    source = read(client, address)
    assert "def should_abort" in main_text(source)
    assert "/claims/s001" in links(source)


@pytest.mark.parametrize("declared", ["broadsheet.lab.", "broadsheet.lab.methods."])
@pytest.mark.parametrize("asked", ["broadsheet.lab.", "broadsheet.lab.methods."])
def test_method_that_moved_is_shown_with_its_claims_under_both_names(
    client: Client, tmp_path: Path, declared: str, asked: str
) -> None:
    inside = "robotics_and_control.trial_and_error"
    method = f"{declared}{inside}.should_abort"
    arms = tuple(replace(arm, method=method) for arm in coin.DECLARATION.arms)
    claim("s001")
    keep(tmp_path, run(LOADED, claim="s001", declared=replace(coin.DECLARATION, arms=arms)))
    after_a_run(tmp_path, claim("s002"))
    assert f"/methods/broadsheet.lab.methods.{inside}" in links(read(client, "/claims/s001"))
    source = read(client, f"/methods/{asked}{inside}")
    assert f"broadsheet.lab.methods.{inside}" in main_text(source)
    assert "/claims/s001" in links(source)


@pytest.mark.parametrize(
    "module",
    ["broadsheet.project.settings", "os.path", "broadsheet.lab", "broadsheet.lab...settings", "secret"],
)
def test_no_other_file_is_shown(client: Client, module: str) -> None:
    read(client, f"/methods/{module}", status=404)


def test_ledger_and_card_show_the_verdict(client: Client, tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001", number=1))
    assert "0.3 0.296 to 0.304, margin 0.1" in " ".join(main_text(read(client, "/ledger")).split())
    [square] = [each for each in of_class(read(client, "/ledger"), "square") if each.tag == "a"]
    assert square.get("class") == "square supported"
    [badge] = [each for each in of_class(read(client, "/"), "verdict") if each.tag == "a"]
    assert (badge.text, badge.get("href")) == ("supported", "/claims/s001")


def test_ledger_is_filtered_by_list(client: Client, tmp_path: Path) -> None:
    from tests.web.press import bring_in, listed, record

    from broadsheet.papers.record import Identifier

    on_list = listed(1, "hub-2026-11-20", 1)
    bring_in(replace(on_list, identifiers=(Identifier("ledger", "s001"),)), record(2))
    claim("s001")
    claim("s002")
    assert len(read(client, "/ledger?list=hub-2026-11-20").xpath("//tbody/tr")) == 1
    assert len(read(client, "/ledger").xpath("//tbody/tr")) == 2
