"""A few papers that have what makes trouble in other people's formats."""

from __future__ import annotations

from uuid import uuid4

from tests.papers.records import NOON, record

from broadsheet.papers.intake import take
from broadsheet.papers.models import Counter
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordLink, RecordListing

SETS = record(
    "Fields & sets: learning $L^p$ norms from 5% of the_data",
    "2603.00001",
    source="arxiv",
    abstract="We show that $a < b$ & more.\n\nA second paragraph of the abstract.",
    names=("Mihaela van der Schaar", "Conrad Mädler", "King Jr., Martin", "ATLAS Collaboration"),
    fields=("cs.LG", "stat.ML"),
    identifiers=(Identifier("arxiv", "2603.00001"),),
    links=(RecordLink(LinkKind.PDF, "https://arxiv.org/pdf/2603.00001"),),
    details={"journal_ref": "Phys. Rev. D 76, 013009 (2007)"},
)
BERT = record(
    "BERT and the <EOS> token",
    "2603.00002",
    source="arxiv",
    summary="One token says when to stop.",
    abstract="Short.",
    names=("张伟", "Ada Lovelace"),
    fields=("cs.CL",),
    identifiers=(Identifier("arxiv", "2603.00002"),),
    listings=(RecordListing("week-12", "Week 12", 1, upvotes=5),),
)
PROCEEDINGS = record(
    "Necessity of transformations",
    "acl-1",
    names=("Irena Bellert",),
    identifiers=(Identifier("doi", "10.1000/acl-1"),),
    details={"booktitle": "Proceedings of the Test Conference", "pages": "1–12", "publisher": "ACL"},
    listings=(RecordListing("week-12", "Week 12", 2),),
)
UNNAMED = record("A page that counts its authors", "page-4", names=(), author_count=7, organisation="Acme")
ALL = (SETS, BERT, PROCEEDINGS, UNNAMED)


def stock(*records: Record) -> None:
    """Take them in, under a stamp that no other test's content has."""
    Counter.objects.create(name=f"test-{uuid4().hex[:20]}", value=1)
    take([prepare(each) for each in records], now=NOON)
