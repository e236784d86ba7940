"""arXiv's daily feed: what was announced today in some categories, in one conditional request. Empty at weekends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from broadsheet.harvest.client import Client
from broadsheet.harvest.formats import arxiv_rss
from broadsheet.harvest.source import Batch
from broadsheet.harvest.sources import feed

OPTIONS: dict[str, Any] = {"url": "https://rss.arxiv.org/atom", "categories": ..., "interval_s": 3.0}


def harvest(
    options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
) -> Iterator[Batch]:
    url = f"{options['url'].rstrip('/')}/{'+'.join(options['categories'])}"
    yield from feed.changed_document(url, cursor, client, arxiv_rss.read)
