"""Headers and parts as a mail program gets them, over the wire."""

from __future__ import annotations

from collections import Counter
from email.message import EmailMessage

import pytest
from tests.digests.calls import SEVEN, edition, paper, reader
from tests.mail.mail_server import MailServer

from broadsheet.digests import links, planning, subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.digests.subscribers import Choices
from broadsheet.editions.models import Edition
from broadsheet.mail import outbox
from broadsheet.mail.message import encoded_words, in_short_lines
from broadsheet.mail.models import Mailing
from broadsheet.mail.sender import Sender
from broadsheet.mail.smtp import Backend

pytestmark = pytest.mark.django_db


def send() -> None:
    sender = Sender(Backend(), lambda: SEVEN)
    sender.send(list(outbox.due(SEVEN).values_list("id", flat=True)), Counter())
    sender.close()


@pytest.fixture
def ada(mail: MailServer) -> Subscriber:
    paper("Bounds of $O(n^2)$ – “quoted”", abstract="Naïve façade of Gödel’s.\n.leading dot")
    edition()
    found = reader()
    planning.plan(SEVEN)
    return found


@pytest.fixture
def got(ada: Subscriber, mail: MailServer) -> EmailMessage:
    send()
    return mail.message(ada.address)


def test_list_headers(got: EmailMessage, ada: Subscriber) -> None:
    assert got["List-Unsubscribe"] == f"<{links.unsubscribe_url(ada)}>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["List-Id"] == "Broadsheet daily <daily.broadsheet.papers.example.org>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Precedence"] == "bulk"


def test_from_to_date_and_subject(got: EmailMessage) -> None:
    assert got["From"] == "Broadsheet <digest@papers.example.org>"
    assert got["To"] == "ada@example.org"
    assert got["Date"] == "Fri, 20 Nov 2026 07:00:00 +0000"
    assert got["Subject"] == "Bounds of O(n²) – “quoted”"


def test_text_comes_before_html_and_both_are_whole(got: EmailMessage) -> None:
    assert got.get_content_type() == "multipart/alternative"
    text, related = got.iter_parts()
    html, *images = related.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert (related.get_content_type(), related.get_param("type")) == ("multipart/related", "text/html")
    assert {image.get_content_type() for image in images} == {"image/png"}
    for part in (text, html):
        assert "Naïve façade of Gödel’s." in part.get_content().replace("\n", " ")
        assert part.get_content_charset() == "utf-8"
    assert html.get_content().rstrip().endswith("</html>")


def test_images_are_inline_and_named_in_the_html(got: EmailMessage) -> None:
    _, related = got.iter_parts()
    html, *images = related.iter_parts()
    assert len(images) == 2
    for image in images:
        assert image.get_content_disposition() == "inline"
        assert f"cid:{image['Content-ID'].strip('<>')}" in html.get_content()
        assert image.get_content().startswith(b"\x89PNG")


def test_message_id_is_the_same_for_the_same_reader_and_edition(got: EmailMessage, ada: Subscriber) -> None:
    mailing = Mailing.objects.get()
    of_friday = Edition.objects.get(pk=mailing.payload["edition"])
    assert got["Message-ID"] == mailing.message_id == planning.message_id(ada, of_friday)
    assert planning.message_id(reader("bob@example.org"), of_friday) != mailing.message_id


def test_every_line_is_short_enough_for_every_server(got: EmailMessage, mail: MailServer) -> None:
    (source,) = mail.sources
    assert max(map(len, source.split(b"\r\n"))) <= 998
    assert b"\n" not in source.replace(b"\r\n", b"")
    assert b".invalid" not in source


def test_confirmation_is_no_list_mail(mail: MailServer) -> None:
    subscribers.sign_up("eve@example.org", Choices(), SEVEN)
    send()
    got = mail.message("eve@example.org")
    assert got["List-Unsubscribe"] is None
    assert got["Auto-Submitted"] == "auto-generated"
    text, html = got.iter_parts()
    for part in (text, html):
        assert "https://papers.example.org/digest/confirm/" in part.get_content()
        assert "seven days" in part.get_content()


def test_confirmation_goes_before_digests(ada: Subscriber, mail: MailServer) -> None:
    subscribers.sign_up("eve@example.org", Choices(), SEVEN)
    send()
    assert [to for to, _ in mail.taken] == ["eve@example.org", "ada@example.org"]


@pytest.mark.parametrize("subject", ["plain", "Ω" * 200, "é · — “long” " * 20, "🙂" * 40])
def test_subject_survives_encoding(subject: str) -> None:
    from email.header import decode_header, make_header

    words = encoded_words(subject)
    assert words.isascii()
    assert all(len(word) <= 75 for word in words.split(" ")) or subject.isascii()
    assert str(make_header(decode_header(words))) == subject


def test_long_lines_are_broken_only_at_spaces() -> None:
    long = " ".join(["<td>word</td>"] * 500)
    broken = in_short_lines(long)
    assert broken.replace("\n", " ") == long
    assert max(map(len, broken.splitlines())) <= 815
