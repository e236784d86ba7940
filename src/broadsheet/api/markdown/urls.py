from __future__ import annotations

from django.urls import path, re_path

from broadsheet.api.markdown import prose, views
from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, View, answers_in


def counted(view: View) -> View:
    return answers_in(Format.MARKDOWN)(limited()(view))


urlpatterns = [
    path("index.md", counted(views.home), name="markdown-home"),
    path("trending.md", counted(views.trending), name="markdown-trending"),
    path("search.md", counted(views.search), name="markdown-search"),
    path("fields.md", counted(views.all_fields), name="markdown-fields"),
    path("lists.md", counted(views.all_lists), name="markdown-lists"),
    path("ledger.md", counted(views.ledger), name="markdown-ledger"),
    path("about.md", counted(prose.about), name="markdown-about"),
    path("about/trending.md", counted(prose.formula), name="markdown-formula"),
    path("about/testing.md", counted(prose.testing), name="markdown-testing"),
    path("digest.md", counted(prose.digest), name="markdown-digest"),
    re_path(r"^methods/(?P<module>[^/]+)\.md$", counted(prose.source), name="markdown-source"),
    re_path(r"^claims/(?P<ledger_id>[^/]+)\.md$", counted(views.claim), name="markdown-claim"),
    re_path(r"^papers/(?P<public_id>.+)\.md$", counted(views.paper), name="markdown-paper"),
    re_path(
        rf"^(?P<kind>{'|'.join(views.NAMED)})/(?P<name>.+)\.md$", counted(views.named), name="markdown-named"
    ),
]
