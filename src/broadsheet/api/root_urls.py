"""Addresses for machines outside /api/: feeds, and what a page's address becomes with an ending.

They come before the pages', of which some take any ending: /papers/ID.bib is no paper of that name.
"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("broadsheet.api.feeds.urls")),
    path("", include("broadsheet.api.citations.urls")),
    path("", include("broadsheet.api.discovery.urls")),
    path("", include("broadsheet.api.markdown.urls")),
    path("", include("broadsheet.api.mcp.urls")),
    path("", include("broadsheet.api.oai.urls")),
    path("", include("broadsheet.api.atom.urls")),
]
