"""Checks of the home's file modes, and of the secret key."""

from __future__ import annotations

from broadsheet import config, private
from broadsheet.doctor.finding import Finding, good, note, wrong
from broadsheet.doctor.machine import Machine


def files(machine: Machine) -> Finding:
    name = "privacy"
    if not machine.home.is_dir():
        return good(name, "The home does not exist yet")
    found = private.open_to_others(machine.home)
    first = ", ".join(str(path) for path in found[:3])
    cure = f"chmod -R go-rwx {machine.home}"
    if machine.home in found:
        return wrong(
            name, f"Other users may enter the home; open to them: {len(found)}, such as {first}", cure
        )
    if found:
        return note(name, f"Only the closed home keeps other users from {len(found)} files: {first}", cure)
    return good(name, "Nobody else reads the home")


def secret_key(machine: Machine) -> Finding:
    name, path = "secret key", machine.home / private.SECRET_KEY
    if config.read("SECRET_KEY"):
        return good(name, "set")
    if not path.exists():
        return good(name, "The first start makes it")
    try:
        if path.read_text().strip():
            return good(name, str(path))
    except OSError as error:
        return wrong(name, f"{path} ({error.strerror})", f"Make it readable: chmod u+r {path}")
    return wrong(name, f"{path} is empty", private.cure_of_empty_key(path))


CHECKS = (files, secret_key)
