from __future__ import annotations

from django.urls import path

from broadsheet.api.oai import views

urlpatterns = [path("oai", views.provider, name="oai")]
