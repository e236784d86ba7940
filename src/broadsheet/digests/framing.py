"""Templates of a digest rendered once, with places that are filled for each digest without a template."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import mark_safe

from broadsheet.mail.content import place


class Frame:
    """A rendered template, cut where values come in."""

    def __init__(
        self, template: str, places: tuple[str, ...], finish: Callable[[str], str] = str, **context: Any
    ) -> None:
        """`finish`: what is done to the rendered text before it is cut."""
        marks = {name: place(name) for name in places}
        safe = {name: mark_safe(mark) for name, mark in marks.items()}
        whole = finish(get_template(template).render(context | safe))
        names = {mark: name for name, mark in marks.items()}
        pieces = re.split(f"({'|'.join(map(re.escape, names))})", whole)
        self._pieces = [(piece, names.get(piece, "")) for piece in pieces]

    def filled(self, **values: str) -> str:
        """Values for HTML are escaped already."""
        return "".join([values[name] if name else piece for piece, name in self._pieces])
