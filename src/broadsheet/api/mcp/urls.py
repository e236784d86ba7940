from __future__ import annotations

from django.urls import path

from broadsheet.api.mcp import views

urlpatterns = [path("mcp", views.mcp, name="mcp")]
