"""Broadsheet: the daily papers that check their claims."""

import os

__version__ = "0.1.0"
"""The one place of the version: pyproject.toml reads it from here."""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Requests and workers share the cores among them. A second thread for small products waits in a loop for the next
one, which doubled the processor time of a search."""
