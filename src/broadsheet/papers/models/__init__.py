"""Tables of the `papers` app. `intake` is the only writer of what sources say."""

from broadsheet.papers.models.harvest import Cursor, Reject
from broadsheet.papers.models.ids import Counter, Revision
from broadsheet.papers.models.listing import Listing, PaperList
from broadsheet.papers.models.paper import (
    Author,
    Authorship,
    Field,
    Identifier,
    Link,
    NameRuling,
    Organisation,
    Paper,
    PaperField,
    SpellingKey,
    author_url,
    paper_url,
)
from broadsheet.papers.models.source import Merge, RecordNote, SourceRecord, Version
from broadsheet.papers.models.vector import Embedding

__all__ = [
    "Author",
    "Authorship",
    "Counter",
    "Cursor",
    "Embedding",
    "Field",
    "Identifier",
    "Link",
    "Listing",
    "Merge",
    "NameRuling",
    "Organisation",
    "Paper",
    "PaperField",
    "PaperList",
    "RecordNote",
    "Reject",
    "Revision",
    "SourceRecord",
    "SpellingKey",
    "Version",
    "author_url",
    "paper_url",
]
