"""The sections of `broadsheet --help`, in their order."""

from __future__ import annotations

from enum import StrEnum


class Section(StrEnum):
    SERVE = "Run an instance"
    BRING = "Bring papers in"
    READ = "Search and read"
    CLAIMS = "Check claims"
    MAIL = "Send digests"
    CARE = "Look after an instance"
    ACCOUNTS = "Manage accounts"
    PROGRAMS = "Serve programs"
    MEASURE = "Measure"
