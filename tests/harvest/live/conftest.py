from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.harvest.live.clocks import StillClock
from tests.harvest.live.web_server import WebServer

from broadsheet.harvest.client import Client, Limits, Site
from broadsheet.harvest.politeness import Turnstile
from broadsheet.harvest.running import HarvestReport, harvest

MakeClient = Callable[..., Client]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def server(clock: StillClock) -> Iterator[WebServer]:
    with WebServer(lambda: clock.moment) as running:
        yield running


@pytest.fixture
def make_client(clock: StillClock, tmp_path: Path) -> MakeClient:
    """A client that may reach local servers; `hosts` are their `place`s."""

    def make(*hosts: str, interval_s: float = 3, allow_private: bool = True, **options: object) -> Client:
        limits = options.pop("limits", Limits())
        used = options.pop("clock", clock)
        turnstile = Turnstile(tmp_path / "hosts", used)
        return Client(Site(frozenset(hosts), interval_s, allow_private), turnstile, limits, **options)

    return make


Harvest = Callable[..., HarvestReport]


@pytest.fixture
def run(clock: StillClock, tmp_path: Path) -> Harvest:
    """Harvests the sources of a sources file, given as text."""

    def run(sources: str, name: str | None = None, **options: Any) -> HarvestReport:
        path = tmp_path / "sources.toml"
        path.write_text(sources)
        turnstile = Turnstile(tmp_path / "hosts", clock)
        return harvest(
            name, clock=clock, client_factory=lambda site: Client(site, turnstile), path=path, **options
        )

    return run
