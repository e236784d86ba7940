"""Users and organisations as the Hub's clients read them: both under both of their names."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def user(name: str) -> Json:
    """Of a person of whom only the name is known."""
    return {
        "user": name,
        "name": name,
        "fullname": name,
        "avatarUrl": "",
        "type": "user",
        "isPro": False,
        "isHf": False,
        "isMod": False,
    }


def whole_user(stated: Any) -> Json | None:
    """A recorded user, with `user` and `name` both, and without the `orgs` that break a client if null."""
    if not isinstance(stated, dict):
        return None
    found = dict(stated)
    name = found.get("user") or found.get("name")
    if isinstance(name, str):
        found["user"] = found.get("user") or name
        found["name"] = found.get("name") or name
    if not _are_objects(found.get("orgs")):
        found.pop("orgs", None)
    return found


def organisation(name: str) -> Json:
    return {"name": name, "fullname": name, "avatar": "", "avatarUrl": ""}


def whole_organisation(stated: Any) -> Json | None:
    if not isinstance(stated, dict):
        return None
    found = dict(stated)
    picture = found.get("avatar") or found.get("avatarUrl")
    if picture is not None:
        found["avatar"] = found["avatarUrl"] = picture
    return found


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
