"""Replies of authors to what a claim's page says of their paper: recorded by the administrator, shown beside the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.safestring import SafeString

from broadsheet.claims.ledger import REVISION
from broadsheet.claims.models import Claim, Reply
from broadsheet.errors import InputError
from broadsheet.papers.models import Counter

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MOST_CHARS = 20_000
MOST_NAME_CHARS = 200
UNSHOWN = ("html_block", "html_inline", "image", "heading", "lheading", "hr")
"""Markup that a reply cannot use: its characters are shown as they are. A picture would be fetched from elsewhere, and a
heading would stand beside the page's own."""


def record(ledger_id: str, author: str, text: str, day: date, now: datetime) -> Reply:
    """A new reply, to the verdict as it stands now."""
    author, text = _checked(author, text)
    with transaction.atomic():
        claim = _claim(ledger_id)
        reply = Reply.objects.create(
            claim=claim, author=author, text=text, day=day, recorded=now, status=claim.status.value
        )
        _count(claim)
    return reply


def replace(ledger_id: str, number: int, author: str, text: str, day: date, now: datetime) -> Reply:
    """Another text in the place of a reply."""
    author, text = _checked(author, text)
    with transaction.atomic():
        reply = get(ledger_id, number)
        reply.author, reply.text, reply.day, reply.recorded = author, text, day, now
        reply.status = reply.claim.status.value
        reply.save()
        _count(reply.claim)
    return reply


def remove(ledger_id: str, number: int) -> None:
    with transaction.atomic():
        reply = get(ledger_id, number)
        reply.delete()
        _count(reply.claim)


def get(ledger_id: str, number: int) -> Reply:
    reply = Reply.objects.select_related("claim").filter(claim__ledger_id=ledger_id, pk=number).first()
    if reply is None:
        raise InputError(
            "A reply is named by its claim and number",
            f"{ledger_id} {number}",
            f"See which there are: broadsheet claim reply {ledger_id} --list",
        )
    return reply


def replies_to(claims: Iterable[Claim]) -> Mapping[str, Sequence[Reply]]:
    """{ledger id: its replies, the earliest first}, in one query; in none where no claim has any."""
    replied = [claim.pk for claim in claims if claim.reply_count]
    replies: dict[str, list[Reply]] = defaultdict(list)
    if replied:
        for reply in Reply.objects.filter(claim__in=replied).select_related("claim"):
            replies[reply.claim.ledger_id].append(reply)
    return replies


def to_dict(reply: Reply) -> dict[str, Any]:
    return {
        "author": reply.author,
        "day": reply.day.isoformat(),
        "text": reply.text,
        "status_then": reply.status,
    }


def to_html(text: str) -> SafeString:
    """The CommonMark text as HTML that a page may show: no tags of its own, no pictures, no addresses but those of the web and
    of mail."""
    return SafeString(_renderer().render(text))  # the renderer escapes whatever is not markup


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False}).disable(list(UNSHOWN))
    renderer.add_render_rule("link_open", _outward)
    return renderer


def _outward(self: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    """Whoever replies is not recommended by us, and the page opened learns nothing of this one."""
    tokens[index].attrSet("rel", "nofollow noopener ugc")
    return str(self.renderToken(tokens, index, options, env))


def _count(claim: Claim) -> None:
    """Stored with the claim, so that lists know without a query which claims have replies."""
    claim.reply_count = claim.replies.count()
    claim.save(update_fields=["reply_count"])
    Counter.advance(REVISION)


def _claim(ledger_id: str) -> Claim:
    claim = Claim.objects.select_for_update().filter(ledger_id=ledger_id).first()
    if claim is None:
        raise InputError("A reply is to a claim of the ledger", ledger_id, "List them: broadsheet ledger")
    return claim


def _checked(author: str, text: str) -> tuple[str, str]:
    author, text = " ".join(author.split()), text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not author or len(author) > MOST_NAME_CHARS:
        raise InputError(
            f"A reply names who wrote it, in 1 to {MOST_NAME_CHARS} characters",
            author[:80],
            "Give --author NAME.",
        )
    if not text or len(text) > MOST_CHARS:
        raise InputError(
            f"A reply has 1 to {MOST_CHARS:,} characters of Markdown",
            f"{len(text):,} characters",
            "Shorten it, and link to the rest.",
        )
    return author, text
