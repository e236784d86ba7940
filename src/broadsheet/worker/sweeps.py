"""Sweeps of the worker, in lanes: sweeps of one lane wait for each other, lanes do not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from broadsheet import config
from broadsheet.worker.mailing import mail_sweeps
from broadsheet.worker.sweep import Sweep, Turn

logger = logging.getLogger("broadsheet.worker")

Clock = Callable[[], datetime]


def lanes(now: Clock) -> dict[str, list[Sweep]]:
    """Harvesting and language models wait for other machines, embedding computes for long; none may delay the index."""
    lanes = {
        "index": [
            Sweep("index", 1.0, _index),
            Sweep("spellings", 30.0, _spellings),
            Sweep("trending", 60.0, lambda turn: _trending(now)),
            Sweep("edition", 60.0, lambda turn: _edition(now)),
        ],
        "tidy": [
            Sweep("index-tidy", 300.0, _tidy_index),
            Sweep("index-inspect", 60.0, _inspecting()),
            Sweep("sessions", 3600.0, lambda turn: _sessions(now)),
        ],
        "embed": [Sweep("embed", 5.0, _embed, slice_s=2.0)],
        "lab": [Sweep("verdicts", 60.0, _verdicts(now))],
        "mail": mail_sweeps(now),
    }
    if config.read("HARVEST"):
        lanes["harvest"] = [Sweep("harvest", 60.0, lambda turn: _harvest(now, turn))]
    if config.read("TLDR_URL"):
        lanes["tldr"] = [Sweep("tldr", 30.0, _tldr(now))]
    return lanes


def home_lanes() -> dict[str, list[Sweep]]:
    """Sweeps that each home needs, also if another machine's worker does the work on the database."""
    from broadsheet.worker import drawing

    return {"plots": [Sweep("plots", drawing.EVERY_S, drawing.Pictures().sweep, drawing.SLICE_S)]}


def _index(turn: Turn) -> bool:
    from broadsheet.search import indexing

    indexing.catch_up()
    return False


def _spellings(turn: Turn) -> bool:
    from broadsheet.papers import spelling_index

    spelling_index.catch_up()
    return False


def _tidy_index(turn: Turn) -> bool:
    from broadsheet.search.views import chosen_engine

    if done := chosen_engine().tidy():
        logger.info("index tidied: %s", done)
    return False


def _sessions(now: Clock) -> bool:
    from broadsheet.accounts import sessions

    sessions.delete_expired(now())
    return False


def _inspecting() -> Callable[[Turn], bool]:
    """Damage that it finds is mended by the sweep of the index, which sees it from then on."""
    from broadsheet.search import indexing
    from broadsheet.search.engine.inspection import Inspection

    inspection = Inspection(indexing.stored)

    def inspect(turn: Turn) -> bool:
        inspection.turn()
        return False

    return inspect


def _embed(turn: Turn) -> bool:
    from broadsheet.search.embedding.pending import embed_pending

    return embed_pending(deadline=turn.deadline) > 0


def _trending(now: Clock) -> bool:
    from broadsheet.ranking import trending

    trending.refresh(now())
    return False


def _edition(now: Clock) -> bool:
    from broadsheet.editions import freeze

    freeze.freeze_due(now())
    return False


def _verdicts(now: Clock) -> Callable[[Turn], bool]:
    from broadsheet.claims import nearby
    from broadsheet.claims.syncing import Tables

    tables = Tables(config.read("HOME"))

    def follow(turn: Turn) -> bool:
        tables.follow(now())
        nearby.prepare()
        return False

    return follow


def _tldr(now: Clock) -> Callable[[Turn], bool]:
    from broadsheet.summaries.making import Maker

    maker = Maker(now)
    return lambda turn: maker.turn(turn.stopping, lambda: time.monotonic() > turn.deadline)


def _harvest(now: Clock, turn: Turn) -> bool:
    from broadsheet.worker.harvesting import harvest_due

    harvest_due(now, turn.stopping)
    return False
