"""Links of a paper as its page and its claim's page name them."""

from __future__ import annotations

from broadsheet.papers.record import LinkKind

LINK_NAMES = {
    LinkKind.PAGE: "Page at its source",
    LinkKind.PDF: "PDF",
    LinkKind.CODE: "Code",
    LinkKind.PROJECT: "Project",
    LinkKind.DISCUSSION: "Discussion",
}
