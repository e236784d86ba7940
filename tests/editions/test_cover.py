"""The cover plot: counted when the edition is frozen, drawn with its numbers beside it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from PIL import Image, ImageColor
from tests.editions.calls import FRIDAY, THURSDAY, at, listed
from tests.web.press import bring_in, claim, record

from broadsheet.claims.models import Claim
from broadsheet.editions import cover
from broadsheet.editions.freeze import freeze
from broadsheet.editions.models import Edition
from broadsheet.papers.models import Paper
from broadsheet.plots import DARK, LIGHT, Theme, drawer
from broadsheet.plots.figure import SVG

MIXED = {
    "papers": 31,
    "fields": [
        ["Machine learning", [90, 4] + [0] * 25],
        ["Optics & <light>", [1, 0]],
        ["2 other fields", [0, 0]],
    ],
    "verdicts": {"contradicted": 1, "inconclusive": 2, "supported": 3},
}
NOTHING_NEW = MIXED | {"verdicts": {}}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No plot is drawn yet."""
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))


def drawn(facts: dict[str, Any]) -> etree._Element:
    return etree.fromstring(drawer.drawn(cover.figure(facts), SVG))


def texts(svg: etree._Element) -> list[str]:
    return [each.text for each in svg.iter("{*}text")]


@pytest.mark.one_database
@pytest.mark.parametrize("facts", [MIXED, NOTHING_NEW])
def test_picture_is_as_large_as_pages_expect(facts: dict[str, Any]) -> None:
    svg = drawn(facts)
    assert (int(svg.get("width")), int(svg.get("height"))) == cover.size(facts)


@pytest.mark.one_database
def test_plot_names_its_numbers_directly() -> None:
    said = texts(drawn(MIXED))
    assert {"Machine learning", "27 · 94 votes", "Optics & <light>", "3 supported", "1 contradicted"} <= set(
        said
    )


@pytest.mark.one_database
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_palette_of_the_mailed_picture_keeps_the_colours_of_verdicts(theme: Theme) -> None:
    picture = Image.open(BytesIO(drawer.drawn(cover.figure(MIXED), f"{theme.name}.png"))).convert("RGB")
    colours = [colour for _, colour in picture.getcolors(1 << 20)]
    for wanted in (theme.supported, theme.contradicted, theme.ink, theme.paper):
        red, green, blue = ImageColor.getrgb(wanted)
        assert min(abs(r - red) + abs(g - green) + abs(b - blue) for r, g, b in colours) < 24


@pytest.mark.one_database
def test_without_verdicts_none_are_spoken_of() -> None:
    assert "New verdicts" not in texts(drawn(NOTHING_NEW))
    assert "verdicts" not in cover.says(NOTHING_NEW)


@pytest.mark.one_database
def test_words_say_what_the_plot_shows() -> None:
    assert cover.says(MIXED) == (
        "31 papers by field: Machine learning 27, Optics & <light> 2, 2 other fields 2; 95 votes; "
        "new verdicts: 1 contradicted, 2 inconclusive, 3 supported"
    )


@pytest.mark.django_db
def test_frozen_cover_stays_when_votes_and_papers_change() -> None:
    listed("One", FRIDAY, votes=5)
    name = cover.figure(cover.facts(freeze(FRIDAY, at(FRIDAY)))).name
    Paper.objects.update(upvotes=500)
    listed("Two", FRIDAY, votes=50)
    assert cover.figure(cover.facts(Edition.objects.get())).name == name


@pytest.mark.django_db
def test_small_fields_are_counted_together() -> None:
    bring_in(*(record(n, FRIDAY, fields=(f"cs.A{n}",)) for n in range(12)))
    facts = cover.facts(freeze(FRIDAY, at(FRIDAY)))
    assert len(facts["fields"]) == cover.MOST_FIELDS
    assert facts["fields"][-1] == ["5 other fields", [0] * 5]


@pytest.mark.django_db
def test_cover_counts_the_verdicts_since_the_last_edition() -> None:
    claim("old", 1)
    listed("One", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    claim("new", 2)
    Claim.objects.filter(ledger_id="old").update(verdict="supported", verdict_since=at(THURSDAY, 3))
    Claim.objects.filter(ledger_id="new").update(verdict="contradicted", verdict_since=at(THURSDAY, 20))
    assert freeze(FRIDAY, at(FRIDAY)).cover["verdicts"] == {"contradicted": 1}


@pytest.mark.django_db
def test_cover_has_an_address_that_may_be_kept_for_ever(client: Client) -> None:
    listed("One", FRIDAY, votes=5)
    figure = cover.figure(cover.facts(freeze(FRIDAY, at(FRIDAY))))
    drawer.drawn(figure, SVG)
    named = f"/daily/{FRIDAY}/cover-dark.svg?v={figure.name}"
    response = client.get(named)
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    assert client.get(named, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(f"/daily/{FRIDAY}/cover-dark.svg?v=old")["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_cover_that_is_not_drawn_yet_has_a_placeholder_of_its_size(client: Client) -> None:
    listed("One", FRIDAY, votes=5)
    facts = cover.facts(freeze(FRIDAY, at(FRIDAY)))
    response = client.get(f"/daily/{FRIDAY}/cover-dark.svg?v={cover.figure(facts).name}")
    drawn = etree.fromstring(response.content)
    assert (response.status_code, response["Cache-Control"], "ETag" in response) == (202, "no-store", False)
    assert (int(drawn.get("width")), int(drawn.get("height"))) == cover.size(facts)
    assert drawn.findtext("{*}title") == cover.says(facts)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/daily/{THURSDAY}/cover-light.svg", f"/daily/{FRIDAY}/cover-pink.svg"])
def test_there_is_no_other_cover(client: Client, address: str) -> None:
    listed("One", FRIDAY)
    freeze(FRIDAY, at(FRIDAY))
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_day_shows_its_cover_by_day_and_by_night_in_words_too(client: Client) -> None:
    bring_in(record(1, FRIDAY), record(2, FRIDAY))
    freeze(FRIDAY, at(FRIDAY))
    page = client.get(f"/daily/{FRIDAY}").content.decode()
    assert page.count("2 papers by field: ") == 2
    assert 'class="by-day" src="/daily/2026-11-20/cover-light.svg?v=' in page
    assert 'class="by-night" src="/daily/2026-11-20/cover-dark.svg?v=' in page
