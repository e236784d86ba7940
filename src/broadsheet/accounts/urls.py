"""Addresses of log-in and account pages, and of the admin, which staff alone can open."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from broadsheet import config

urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include("allauth.urls"))]

if admin_path := config.read("ADMIN_PATH"):
    admin.autodiscover()
    admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
    admin.site.site_title = admin.site.site_header = "Broadsheet"
    urlpatterns.append(path(f"{admin_path}/", admin.site.urls))
