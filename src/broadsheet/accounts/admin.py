"""Users and API tokens in Django's admin."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from broadsheet.accounts.models import Token, User


@admin.register(User)
class Users(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "name", "email", "is_staff", "is_active", "last_login")
    search_fields = ("username", "name", "email")
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "password")}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")


@admin.register(Token)
class Tokens(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shown and deleted here; made on the command line, which alone can show a token's text."""

    list_display = ("name", "user", "beginning", "scopes", "created", "expires", "used", "revoked")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    exclude = ("digest",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return False
