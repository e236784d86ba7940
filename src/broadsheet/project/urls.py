"""All addresses: the APIs, what machines ask for outside /api/, accounts, the pages.

Those for machines come before the pages', of which some take any ending: /papers/ID.bib is no paper of that name.
"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("broadsheet.api.urls")),
    path("", include("broadsheet.api.feeds.urls")),
    path("", include("broadsheet.api.citations.urls")),
    path("", include("broadsheet.api.discovery.urls")),
    path("", include("broadsheet.api.markdown.urls")),
    path("", include("broadsheet.api.mcp.urls")),
    path("", include("broadsheet.api.oai.urls")),
    path("", include("broadsheet.api.atom.urls")),
    path("", include("broadsheet.accounts.urls")),
    path("", include("broadsheet.web.urls")),
]

handler400 = "broadsheet.web.views.errors.bad_request"
handler403 = "broadsheet.web.views.errors.forbidden"
handler404 = "broadsheet.web.views.errors.not_found"
handler500 = "broadsheet.web.views.errors.server_error"
