"""What the API answers, for its OpenAPI document. Answers are written by hand for speed; tests hold them to this."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class Author(Schema):
    name: str
    affiliation: str


class FieldName(Schema):
    code: str
    name: str


class Identifier(Schema):
    scheme: str
    value: str


class Link(Schema):
    kind: str = Field(description="page, pdf, code, project or discussion")
    url: str


class ClaimBrief(Schema):
    id: str
    status: str
    sentence: str
    reply_count: int = Field(description="Replies of the paper's authors; `/api/v1/claims/{id}` has them.")


class ClaimLine(Schema):
    """The sentence of the abstract that states what was found."""

    sentence: str = Field(description="As it stands in `abstract`.")
    status: str = Field(description="unchecked")
    stated_by: str = Field(description="authors")


class TldrSentence(Schema):
    text: str
    source: str = Field(description="The sentence of `abstract` that supports it.")


class Tldr(Schema):
    """By the language model that the operator of this instance chose."""

    text: str
    machine_made: bool
    model: str
    made: str
    sentences: list[TldrSentence]


class Paper(Schema):
    id: str
    url: str
    title: str = Field(description="As Unicode text; so is `abstract`.")
    abstract: str
    summary: str = Field(description="One sentence, where a source has one.")
    tldr: Tldr | None = Field(description="null where `summary` is not empty, and where none was made.")
    claim_line: ClaimLine | None = Field(description="null where none can be chosen.")
    status: str = Field(description="active, withdrawn or deleted")
    published: str | None
    published_precision: str | None = Field(
        description="day, or month or year, of which `published` is then the beginning."
    )
    updated: str | None
    day: str | None = Field(description="The day under which editions print it.")
    authors: list[Author]
    author_count: int = Field(description="Also where the names are unknown.")
    organisation: str | None
    fields: list[FieldName] = Field(description="The primary one first.")
    identifiers: list[Identifier]
    links: list[Link]
    has_code: bool
    upvotes: int
    comments: int
    claims: list[ClaimBrief]


class NearClaim(ClaimBrief):
    fidelity: str | None = Field(description="direct or analogue: the scale of the experiment.")
    finding: str
    distance: float = Field(description="Of the embeddings: one less their cosine.")
    url: str


class Placement(Schema):
    list: str
    title: str
    day: str | None
    position: int
    submitter: str
    upvotes: int
    comments: int


class WholePaper(Paper):
    title_latex: str = Field(description="As its source wrote it; so is `abstract_latex`.")
    abstract_latex: str
    lists: list[Placement]
    editions: list[str] = Field(description="Days.")
    sources: list[str]
    tested_nearby: list[NearClaim] = Field(
        description="Tested claims about other papers that are near in meaning, the nearest first; none where none is."
    )


class Papers(Schema):
    items: list[Paper]
    next: str | None = Field(description="The cursor of the next page.")


class Version(Schema):
    source: str
    key: str
    number: int = Field(description="From 1; the current text has the highest.")
    title: str
    abstract: str
    seen: str
    superseded: str | None = Field(description="null: this is the current text.")


class Versions(Schema):
    items: list[Version]


class SourceRecord(Schema):
    source: str
    key: str
    first_seen: str
    changed: str
    record: dict[str, Any] = Field(description="The statement, whole.")


class SourceRecords(Schema):
    items: list[SourceRecord]


class Similar(Schema):
    paper: Paper
    score: float
    similarity: float | None
    why: list[str]


class SimilarPapers(Schema):
    items: list[Similar]


class Found(Similar):
    exact: str = Field(description="identifier, title, or empty")
    title_html: str = Field(description="Escaped, the matching words in <mark>; so is `snippet_html`.")
    snippet_html: str
    versions: list[str] = Field(description="Ids of near-duplicates that are folded into this paper.")


class Understood(Schema):
    kind: str = Field(description="words, text, phrase, without, filter or remark")
    text: str


class Facets(Schema):
    years: dict[str, int]
    fields: dict[str, int]
    sources: dict[str, int]
    with_code: int
    verdicts: dict[str, int]


class SearchResults(Schema):
    items: list[Found]
    total: int
    reachable: int = Field(description="How many of them paging can reach.")
    reading: list[Understood] = Field(description="How the query was understood.")
    suggestion: str | None = Field(description="The query spelt otherwise, where a word is hardly known.")
    facets: Facets
    next: str | None


class Completion(Schema):
    kind: str = Field(description="title, author, field or filter")
    label: str
    text: str = Field(description="The whole query once this is taken.")
    note: str


class Completions(Schema):
    items: list[Completion]


class EditionBrief(Schema):
    day: str
    number: int
    frozen: str
    papers: int
    url: str


class Editions(Schema):
    items: list[EditionBrief]
    next: str | None


class Correction(Schema):
    says: str
    at: str | None = Field(description="When it was taken in, where that is known.")


class Place(Schema):
    rank: int
    picked: bool = Field(description="By the editor, before the edition was frozen.")
    pick_note: str
    corrections: list[Correction] = Field(description="What changed since it was printed.")
    paper: Paper


class FieldCovered(Schema):
    name: str
    papers: int
    votes: int


class Cover(Schema):
    """What the edition's plot counts."""

    says: str
    fields: list[FieldCovered]
    verdicts: dict[str, int]
    light: str = Field(description="Address of the picture, SVG; so is `dark`. 202: not drawn yet.")
    dark: str


class PrintedVerdict(Schema):
    claim: str
    status: str = Field(description="As it was printed.")
    sentence: str
    now: str | None = Field(description="Its status today; null if the ledger has dropped the claim.")
    url: str


class PaperBrief(Schema):
    id: str
    title: str
    url: str


class Lead(PaperBrief):
    by: str = Field(description="pick, score, verdict, topic or order: how it earned its place.")
    says: str


class Section(Schema):
    """Papers of the day that are about one topic, or of one field."""

    name: str
    papers: list[PaperBrief]


class Edition(Schema):
    day: str
    number: int | None = Field(description="null until it is frozen.")
    frozen: str | None
    previous: str
    following: str
    of_the_day: int = Field(description="Papers that the day has in all.")
    url: str
    lead: Lead | None = Field(description="null where there are no papers.")
    sections: list[Section] = Field(
        description="Every paper of the day once, also those that `items` has not."
    )
    cover: Cover | None = Field(description="null until it is frozen.")
    verdicts: list[PrintedVerdict] = Field(description="Of the lab, new in this edition.")
    items: list[Place]


class Period(Schema):
    name: str
    first: str
    last: str
    total: int
    editions: list[str]
    url: str
    items: list[Paper]
    next: str | None


class PaperListBrief(Schema):
    slug: str
    title: str
    day: str | None
    papers: int
    url: str


class PaperLists(Schema):
    items: list[PaperListBrief]
    next: str | None


class Listing(Schema):
    position: int
    listed_on: str | None
    submitter: str
    upvotes: int
    comments: int
    paper: Paper


class PaperList(PaperListBrief):
    items: list[Listing]
    next: str | None


class FieldCount(Schema):
    code: str
    name: str
    group: str
    papers: int = Field(description="Whose primary field it is.")
    url: str


class Fields(Schema):
    items: list[FieldCount]


class Scored(Schema):
    score: float = Field(description="1 is a fresh paper with the counts usual in its field.")
    paper: Paper


class Trending(Schema):
    items: list[Scored]
    half_life_hours: float
    comment_weight: float
    explained: str = Field(description="Page of the formula.")
    next: str | None


class Explanation(Schema):
    votes: int
    comments: int
    count: float = Field(description="Votes, and comments by their weight.")
    usual: float = Field(description="The usual count of the paper's field.")
    strength: float
    age_hours: float
    decay: float
    score: float


class Reply(Schema):
    author: str
    day: str = Field(description="On which the author wrote it.")
    text: str = Field(description="Markdown.")
    status_then: str = Field(description="Status of the claim when the reply was recorded.")


class Claim(ClaimBrief):
    title: str
    family: str
    family_name: str
    kind: str
    proposed_check: str
    feasible: str
    why_not: str
    faithful: str
    effort: str
    service_use: str
    fidelity: str | None = Field(
        description="direct or analogue; null, as all that follows, before a full run."
    )
    effect: float | None = Field(description="Of the main hypothesis, turned so that more favours the claim.")
    low: float | None = Field(description="The interval's ends.")
    high: float | None
    margin: float | None
    comparison: str | None = Field(description="better, not worse or equal")
    scale: str | None = Field(description="difference or ratio")
    q_value: float | None = Field(description="By false-discovery control over all tested claims.")
    seeds: int | None = Field(description="An arm.")
    seconds: float | None = Field(description="Of computing, over all arms and seeds.")
    revision: str | None = Field(description="Digest of the code that ran.")
    reason: str | None = Field(description="What made it inconclusive, or decided.")
    run_at: str | None
    since: str | None = Field(description="When this instance learned of the verdict.")
    finding: str = Field(description="What the verdict rests on, and what it does not say, in words.")
    replies: list[Reply] = Field(description="Of the paper's authors, the earliest first.")
    paper: str | None = Field(description="The id of the paper that it is about.")
    url: str


class Claims(Schema):
    items: list[Claim]
    next: str | None


class Ledger(Schema):
    claims: int
    by_status: dict[str, int]
    by_family: dict[str, int]


class Index(Schema):
    papers: int
    up_to_date: bool
    vectors: int
    pending_embeddings: int
    model: str


class SourceState(Schema):
    source: str
    at: str


class Status(Schema):
    name: str
    version: str
    papers: int
    revision: int
    time_zone: str
    latest_edition: str | None
    index: Index
    sources: list[SourceState] = Field(description="When each was harvested last.")


class WhoAmI(Schema):
    name: str
    user: str | None
    scopes: list[str]
    expires: str | None


class RejectExample(Schema):
    locator: str
    reason: str
    excerpt: str


class Reject(Schema):
    """Records of one source that broke one rule; locator, reason and excerpt are those of the first."""

    source: str
    locator: str
    reason: str
    excerpt: str
    count: int
    examples: list[RejectExample]
    """The first ones."""
    at: str


class Rejects(Schema):
    items: list[Reject]
    next: str | None
