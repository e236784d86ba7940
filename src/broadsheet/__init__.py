"""Broadsheet: the daily papers that check their claims."""

__version__ = "0.1.0"
