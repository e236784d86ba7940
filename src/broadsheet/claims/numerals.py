"""How one number is written, in words and in pictures. It imports nothing: the code of a picture names it."""

from __future__ import annotations

ENDLESS = 1e9
"""Stands for a quotient by zero."""


def number(value: float | None) -> str:
    """Three digits, written out where that is not long."""
    if value is None:
        return "none"
    if abs(value) >= ENDLESS:
        return "beyond all bounds"
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.3g}"
