"""The newest papers of an author."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.selections.selection import FEED_SIZE, Selection, loaded
from broadsheet.papers.models import Author, Authorship, Paper
from broadsheet.papers.text import clean_line


def author(name: str, size: int = FEED_SIZE, load: Load = with_names) -> Selection:
    """By the name as printed; people who share a name share a list."""
    name = clean_line(name)  # as it was stored: an address may write the accents apart
    named = Author.objects.filter(name=name).first()
    if named is None:
        raise Http404(f"There is no author {name[:80]}")
    written = Authorship.objects.filter(author=named).values("paper")
    papers = Paper.unmerged.filter(id__in=written).order_by("-day", "-id")
    quoted = f'"{name}"' if " " in name else name
    page = f"{reverse('search')}?{urlencode({'q': f'author:{quoted}'})}"
    return Selection(name, f"The newest papers by {name}", page, loaded(papers, size, 0, load))
