"""gunicorn's own log goes the way of all the others: JSON lines without personal data."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger


class ServerLog(Logger):
    """Leaves the handlers to the root logger, which the process configured already."""

    def setup(self, cfg: Any) -> None:
        """Drop gunicorn's own handlers and formats."""
        self.cfg = cfg
        for log in (self.error_log, self.access_log):
            log.handlers = []
            log.propagate = True
        self.error_log.setLevel(logging.getLogger().level)
