"""What a digest looks like in its three forms: subject, text, HTML."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from lxml import html as lxml_html
from tests.digests.calls import SEVEN, THURSDAY, edition, paper, reader

from broadsheet.claims.models import Claim
from broadsheet.digests import links, pictures
from broadsheet.digests.composing import Composer, Wishes
from broadsheet.digests.issue import Issue
from broadsheet.digests.pictures import Illustration
from broadsheet.digests.rendering import Renderer
from broadsheet.editions import cover
from broadsheet.mail.message import Content
from broadsheet.papers.record import Identifier, LinkKind, RecordLink
from broadsheet.plots import Figure

HOURS = timedelta(hours=4)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]


def render(left_out: tuple[str, ...] = (), **asked: tuple[str, ...]) -> Content:
    wishes = Wishes(tuple(asked.items()), frozenset(left_out))
    issue = Issue(edition(), THURSDAY)
    return Renderer().render(Composer.reading(issue, [wishes]).compose(wishes), issue)


def words(html: str) -> str:
    body = lxml_html.fromstring(html).find("body")
    assert body is not None
    return " ".join(str(body.text_content()).split())


def test_subject_names_the_lead_and_counts_the_rest() -> None:
    paper("Optimal transport for everyone and for every purpose, with proofs and code", votes=9)
    for n in range(3):
        paper(f"Number {n}", fields=("math.NT",))
    said = render(("trending",), fields=("math.NT",)).subject
    assert re.fullmatch(r"Number \d · 2 more, 3 in your fields", said)
    whole = render().subject
    assert whole == "Optimal transport for everyone and for every purpose, with… · 3 more"
    assert len(whole) < 80


@pytest.mark.parametrize("form", ["text", "html"])
def test_each_paper_says_what_who_why_and_where(form: str) -> None:
    link = RecordLink(LinkKind.CODE, "https://code.example.org/it")
    found = paper(
        "Shallow things",
        names=("Ada Lovelace", "Alan Turing"),
        summary="They are deep.",
        links=(link,),
        organisation="Analytical Society",
    )
    content = render()
    shown = words(content.html) if form == "html" else " ".join(content.text.split())
    for said in (
        "Shallow things",
        "Ada Lovelace and Alan Turing (Analytical Society)",
        "20 Nov 2026",
        "TL;DR They are deep.",
        "No. 1 of 1 in this edition",
    ):
        assert said in shown
    written = content.html if form == "html" else content.text
    assert f"https://papers.example.org{found.get_absolute_url()}" in written
    assert "https://code.example.org/it" in written


def test_mathematics_is_unicode() -> None:
    paper(r"Bounds of $O(n^2)$ for $\alpha$-mixing", abstract=r"We show $\|x\|_2 \le \sqrt{d}$.")
    content = render()
    for form in (content.text, words(content.html)):
        assert "O(n²)" in form
        assert "α-mixing" in form
        assert "$" not in form
        assert "\\" not in form


def test_hostile_paper_is_only_text() -> None:
    paper(
        "<script>alert(1)</script> & Co",
        abstract='"><img src=x onerror=alert(1)>',
        links=(RecordLink(LinkKind.CODE, "https://x.example/\"onmouseover='x'"),),
    )
    content = render()
    tree = lxml_html.fromstring(content.html)
    assert not tree.xpath("//script | //@onerror | //@onmouseover")
    assert all(source.startswith("cid:") for source in tree.xpath("//img/@src"))
    assert "<script>alert(1)</script> & Co" in content.text


def test_links_lead_where_they_say_and_nothing_is_loaded() -> None:
    paper("Shallow things")
    tree = lxml_html.fromstring(render().html)
    urls = [str(url) for url in tree.xpath("//a/@href")]
    assert urls
    assert all(url.startswith("https://") and "?" not in url for url in urls)
    assert not tree.xpath("//link | //iframe | //*[@background] | //*[contains(@style, 'url(')]")
    assert {source.partition(":")[0] for source in tree.xpath("//img/@src")} == {"cid"}


def test_own_links_are_the_readers() -> None:
    paper("Shallow things")
    content = render()
    ada = reader()
    own = content.filled(links.own_urls(ada))
    for form in (own.text, own.html):
        assert links.preferences_url(ada) in form
        assert links.unsubscribe_url(ada) in form
        assert ".invalid" not in form


def test_longest_digest_is_under_100_kilobytes() -> None:
    for n in range(80):
        paper(
            f"{n} " + "Ω<&> " * 90,
            abstract="<&ψ> " * 3000,
            names=tuple(f"{'Ñ' * 60} {n}{m}" for m in range(9)),
            organisation="<&>" * 90,
            fields=("math.NT", "math.RA"),
            links=(RecordLink(LinkKind.CODE, "https://x.example/" + "&" * 270),),
        )
    asked = {
        "fields": ("math.NT", "math.RA"),
        "searches": ("Ω" * 200, "ψ"),
        "authors": tuple(f"{'Ñ' * 60} {n}1" for n in range(80)),
    }
    content = render(**asked)
    assert len(content.html.encode()) < 100_000
    assert len(content.text.encode()) < 100_000
    assert max(len(line.encode()) for form in content[:3] for line in form.splitlines()) < 998


def test_text_without_spaces_makes_no_line_that_servers_refuse() -> None:
    paper("深度学习" * 90, abstract="我们证明了一个定理。" * 200, names=("王" * 200,))
    assert max(len(line.encode()) for form in render()[:3] for line in form.splitlines()) < 998


def test_day_and_night() -> None:
    paper("Shallow things")
    content = render().html
    assert '<meta name="color-scheme" content="light dark">' in content
    tree = lxml_html.fromstring(content)
    dark = content[content.index("prefers-color-scheme: dark") : content.index("</style>")]
    coloured = tree.xpath("//*[contains(@style, 'color:') or contains(@style, 'background:')]")
    assert len(coloured) > 5
    for element in coloured:
        assert any(f".{name}" in dark for name in element.get("class", "").split()), element.get("style")


def test_text_is_made_to_be_read() -> None:
    paper("Shallow things " * 8, abstract="A sentence about them. " * 9)
    lines = render().text.splitlines()
    assert all(len(line) <= 72 for line in lines if "://" not in line)
    assert lines[0] == "BROADSHEET"
    assert lines[1] == "Friday, 20 November 2026 · No. 1"
    assert "TRENDING" in lines


def test_cover_plot_says_in_words_what_it_shows() -> None:
    for n in range(3):
        paper(f"Numbers {n}", fields=("math.NT",))
    paper("Rings", fields=("math.RA",))
    content = render()
    said = "4 papers by field: Number Theory 3, Rings and Algebras 1"
    assert lxml_html.fromstring(content.html).xpath("//img/@alt") == [said, said]
    assert said in content.text


def test_every_image_shown_is_brought_along_once_by_day_and_once_by_night() -> None:
    paper("Shallow things")
    content = render()
    shown = lxml_html.fromstring(content.html).xpath("//img/@src")
    assert [f"cid:{image.cid}" for image in content.images] == shown
    assert len(set(shown)) == 2
    assert all(image.png.startswith(b"\x89PNG") for image in content.images)


def test_digest_of_several_editions_counts_each_paper_once() -> None:
    paper("Of Thursday", THURSDAY, fields=("math.RA",))
    edition(THURSDAY)
    paper("Of Friday", fields=("math.RA",))
    several = Issue(edition(), THURSDAY.replace(day=13))
    content = Renderer().render(Composer.reading(several, [Wishes()]).compose(Wishes()), several)
    assert "2 papers by field: Rings and Algebras 2" in content.text
    assert "These days in one plot" in content.html


def test_digest_goes_out_without_a_plot_that_cannot_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    paper("Shallow things")
    monkeypatch.setattr(cover, "CHART", "broadsheet.editions.drawings:no_such_chart")
    content = render()
    assert content.images == ()
    assert "Shallow things" in content.html
    assert "<img" not in content.html


def test_verdict_shows_its_plot_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    point = {"data": {"values": [{}]}, "mark": "point", "width": 100, "height": 40}
    known = {"s001": Illustration(Figure("builtins:dict", point), "Better by 12 to 18 points")}
    monkeypatch.setattr(pictures, "illustration", known.get)
    for name in ("s001", "s002"):
        paper(f"Tested {name}", identifiers=(Identifier("ledger", name),))
        Claim.objects.create(ledger_id=name, title=name, verdict="supported", verdict_since=SEVEN - HOURS)
    tree = lxml_html.fromstring(render(("trending",)).html)
    assert tree.xpath("//img/@alt").count("Better by 12 to 18 points") == 2
    assert len(tree.xpath("//img")) == 4


def test_keyword_of_a_source_stands_in_words() -> None:
    paper("Shallow things", fields=("llm-agents",))
    content = render()
    assert "llm-agents" not in content.html + content.text
    assert "LLM agents" in content.text


def test_rendering_many_asks_the_database_as_often_as_rendering_one(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for n in range(20):
        paper(f"Number {n}")
    issue = Issue(edition(), THURSDAY)
    digest = Composer.reading(issue, [Wishes()]).compose(Wishes())
    renderer = Renderer()
    with django_assert_max_num_queries(9):
        for _ in range(50):
            renderer.render(digest, issue)
