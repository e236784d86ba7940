from __future__ import annotations

from django.urls import path, re_path

from broadsheet.api.markdown import prose, views

urlpatterns = [
    path("index.md", views.home, name="markdown-home"),
    path("trending.md", views.trending, name="markdown-trending"),
    path("search.md", views.search, name="markdown-search"),
    path("fields.md", views.all_fields, name="markdown-fields"),
    path("lists.md", views.all_lists, name="markdown-lists"),
    path("ledger.md", views.ledger, name="markdown-ledger"),
    path("about.md", prose.about, name="markdown-about"),
    path("about/trending.md", prose.formula, name="markdown-formula"),
    path("digest.md", prose.digest, name="markdown-digest"),
    re_path(r"^methods/(?P<module>[^/]+)\.md$", prose.source, name="markdown-source"),
    re_path(r"^claims/(?P<ledger_id>[^/]+)\.md$", views.claim, name="markdown-claim"),
    re_path(r"^papers/(?P<public_id>.+)\.md$", views.paper, name="markdown-paper"),
    re_path(rf"^(?P<kind>{'|'.join(views.NAMED)})/(?P<name>.+)\.md$", views.named, name="markdown-named"),
]
