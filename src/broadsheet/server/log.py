"""gunicorn's log, with its lines in our form."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from broadsheet.logs import Formatter


class ServerLog(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                its = handler.formatter
                handler.setFormatter(Formatter(its._fmt, its.datefmt) if its else Formatter())
