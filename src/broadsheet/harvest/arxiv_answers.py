"""The frame of an answer of arXiv's query API: how many papers it holds, and how many match in all."""

from __future__ import annotations

from lxml import etree

from broadsheet.errors import TemporaryError
from broadsheet.harvest.client import Answer

_ENTRY = "{http://www.w3.org/2005/Atom}entry"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"


def entries_and_total(answer: Answer) -> tuple[int, int]:
    """TemporaryError if it is not an answer of the API, so that it is asked for again."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        feed = etree.fromstring(answer.body, parser)
        return len(feed.findall(_ENTRY)), int(feed.findtext(_TOTAL, "no totalResults"))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemporaryError("arXiv's API answers with Atom", str(error), "Try again later.") from error
