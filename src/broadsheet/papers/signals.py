"""What other parts can follow without being imported here."""

from __future__ import annotations

from django.dispatch import Signal

references_moved = Signal()
"""Sent within the transaction of a merge, or of its undoing, with the ids of both `papers`: rows of other parts that
refer to a paper have changed hands, and what is computed from those rows is to be computed again."""
