from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.papers.records import NOON

from broadsheet.papers.intake import Counts, take
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Record

Take = Callable[..., Counts]


@pytest.fixture
def taking() -> Take:
    def take_all(*records: Record, now: datetime = NOON) -> Counts:
        return take([prepare(each) for each in records], now=now)

    return take_all
