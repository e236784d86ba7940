"""A paper and what hangs on it. Everything here is derived from source records by `intake`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import ClassVar
from urllib.parse import quote

from django.db import models
from django.urls import get_script_prefix, reverse

from broadsheet.papers.precision import Precision, in_words, iso
from broadsheet.papers.record import LinkKind, Status

_UNQUOTED = "!$&'()*+,;=/~:@"
"""Characters that Django's `reverse` leaves unquoted in a path."""


@cache
def _pages(kind: str, prefix: str) -> str:
    """Looked up once for all: `reverse` was a quarter of the work behind a list of fifty."""
    return reverse(kind, args=["x"]).removesuffix("x")


def author_url(name: str) -> str:
    """Of the page of whoever is printed so."""
    return _pages("author", get_script_prefix()) + _quoted(name)


@lru_cache(maxsize=16_384)
def _quoted(name: str) -> str:
    return quote(name, safe=_UNQUOTED)


def paper_url(public_id: str) -> str:
    """Of its page."""
    return _pages("paper", get_script_prefix()) + quote(public_id, safe=_UNQUOTED)


class Field(models.Model):
    """A subject category, such as cs.LG."""

    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Organisation(models.Model):
    name = models.CharField(max_length=300, unique=True)

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    """A name as printed. People who share a name share a row."""

    name = models.CharField(max_length=300, unique=True)

    def __str__(self) -> str:
        return self.name


class SpellingKey(models.Model):
    """Under which other spellings of an author's name are looked up: a hash of each of `names.spelling_keys`.
    Derived; `spelling_index` fills it behind the harvest."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="spelling_keys")
    key = models.BigIntegerField(db_index=True)


class NameRuling(models.Model):
    """An administrator's word on who is printed so, which stands before the rule."""

    name = models.CharField(max_length=300, unique=True)
    person = models.CharField(max_length=300)
    """The name of the person: `name` itself where it is to stand alone."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} is {self.person}"


def status_choices() -> list[tuple[str, str]]:
    return [(status.value, status.value) for status in Status]


def link_kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in LinkKind]


def precisions() -> list[tuple[str, str]]:
    return [(precision.value, precision.value) for precision in Precision]


class Unmerged(models.Manager["Paper"]):
    """Papers that were not merged into another one."""

    def get_queryset(self) -> models.QuerySet[Paper]:
        return super().get_queryset().filter(merged_into__isnull=True)


class Paper(models.Model):
    """One work, whatever number of sources it came from."""

    id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=600, unique=True)
    """The id in addresses and answers: the arXiv number alone, else `scheme:value`."""
    title = models.TextField()
    """As its source wrote it, LaTeX kept; so is `abstract`."""
    plain_title = models.TextField(blank=True)
    """Unicode rendering where it differs from `title`; so is `plain_abstract`."""
    title_hash = models.BigIntegerField(db_index=True)
    abstract = models.TextField(blank=True)
    plain_abstract = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=status_choices, default=Status.ACTIVE.value)
    published = models.DateTimeField(null=True)
    published_precision = models.CharField(max_length=5, null=True, choices=precisions)
    """`month` or `year` where `published` is only the beginning of one; null: known to the day."""
    updated = models.DateTimeField(null=True)
    day = models.DateField(null=True, db_index=True)
    """The day under which editions print it: first listed, else published."""
    first_seen = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="papers")
    author_count = models.IntegerField(default=0)
    primary_field = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    has_code = models.BooleanField(default=False)
    upvotes = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)
    trending = models.FloatField(default=0.0, db_index=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="absorbed", db_index=False
    )
    revision = models.BigIntegerField(db_index=True)
    """The batch that last changed it; derived indexes follow this number."""

    authors: models.ManyToManyField[Author, Authorship] = models.ManyToManyField(
        Author, through="Authorship", related_name="papers"
    )
    fields: models.ManyToManyField[Field, PaperField] = models.ManyToManyField(
        Field, through="PaperField", related_name="papers"
    )

    objects: ClassVar[models.Manager[Paper]] = models.Manager()
    unmerged: ClassVar[Unmerged] = Unmerged()

    class Meta:
        indexes = (
            models.Index(fields=("primary_field", "day"), name="paper_field_day"),
            # Only of merged papers: an index full of nulls draws SQLite's planner away from every better one.
            models.Index(
                fields=("merged_into",), name="paper_absorbed", condition=models.Q(merged_into__isnull=False)
            ),
            models.Index(fields=("upvotes", "day"), name="paper_voted", condition=models.Q(upvotes__gt=0)),
            # All that a search reads of each candidate, without the papers themselves.
            models.Index(fields=("id", "title_hash", "upvotes", "day"), name="paper_standing"),
        )

    def __str__(self) -> str:
        return self.title_text

    def get_absolute_url(self) -> str:
        return paper_url(self.public_id)

    @property
    def title_text(self) -> str:
        return self.plain_title or self.title

    @property
    def abstract_text(self) -> str:
        return self.plain_abstract or self.abstract

    @property
    def published_to(self) -> Precision:
        return Precision.of(self.published_precision)

    @property
    def day_to(self) -> Precision:
        """Precision of `day`: a full day if a list printed the paper on one."""
        return self.published_to if self.published and self.published.date() == self.day else Precision.DAY

    @property
    def published_iso(self) -> str:
        return iso(self.published, self.published_to) if self.published else ""

    @property
    def published_text(self) -> str:
        return in_words(self.published, self.published_to) if self.published else ""

    @property
    def day_iso(self) -> str:
        return iso(self.day, self.day_to) if self.day else ""

    @property
    def day_text(self) -> str:
        return in_words(self.day, self.day_to) if self.day else ""


class Authorship(models.Model):
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    position = models.IntegerField()
    affiliation = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("position",)


class PaperField(models.Model):
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="paper_fields")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="paper_fields")
    position = models.IntegerField()

    class Meta:
        ordering = ("position",)


class Identifier(models.Model):
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=32)
    value = models.CharField(max_length=500)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("value", "scheme"), name="identifier_unique"),)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Link(models.Model):
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=16, choices=link_kinds)
    url = models.TextField()

    def __str__(self) -> str:
        return self.url
