"""Pages as tests read them."""

from __future__ import annotations

from django.test import Client
from lxml import html


def read(client: Client, address: str, status: int = 200) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == status, response.content[:300]
    return html.fromstring(response.content)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def of_class(page: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = page.find_class(name)
    return found


def main_text(page: html.HtmlElement) -> str:
    return text_of(page.get_element_by_id("main"))


def titles(page: html.HtmlElement) -> list[str]:
    """Of the cards, in reading order."""
    return [text_of(card.find_class("title")[0]) for card in page.find_class("card")]


def links(page: html.HtmlElement) -> set[str]:
    return {link.get("href") for link in page.iter("a")}
