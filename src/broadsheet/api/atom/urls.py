from __future__ import annotations

from django.urls import path

from broadsheet.api.atom import views

urlpatterns = [path("arxiv/api/query", views.query, name="arxiv-query")]
