"""Archives of pictures that come with the package: one for each claim, read one picture at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from broadsheet import files

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""First day that the zip format can state: the same pictures make the same bytes whenever they are written."""


@cache
def names(path: Path) -> frozenset[str]:
    """Names of the figures whose pictures the archive holds; none where there is no archive."""
    if not path.exists():
        return frozenset()
    with zipfile.ZipFile(path) as file:
        return frozenset(name.removesuffix(".svg") for name in file.namelist())


def read(path: Path | None, name: str) -> bytes | None:
    if path is None or name not in names(path):
        return None
    with zipfile.ZipFile(path) as file:
        return file.read(f"{name}.svg")


def write(path: Path, pictures: Mapping[str, bytes]) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in sorted(pictures.items()):
            member = zipfile.ZipInfo(f"{name}.svg", FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(member, content)
    files.write_whole(path, whole.getvalue())
    names.cache_clear()
