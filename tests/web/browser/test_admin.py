"""Log-in and the admin work in a browser, under the content security policy of all pages."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from broadsheet.accounts import users
from broadsheet.accounts.models import User


def test_superuser_logs_in_and_changes_a_user(site: str, contexts: Callable[..., BrowserContext]) -> None:
    _, password = users.add("grace", users.Role.SUPERUSER)
    users.add("ada")
    page = contexts().new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.text} {message.location['url']}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{site}/admin/accounts/user/")
    page.get_by_label("Login").fill("Grace")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="ada", exact=True).click()
    page.get_by_label("Name:", exact=True).fill("Ada Lovelace")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert User.objects.get(username="ada").name == "Ada Lovelace"

    page.get_by_role("button", name="Log out").click()
    page.goto(f"{site}/admin/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert [each for each in complaints if "/favicon.ico" not in each] == []
