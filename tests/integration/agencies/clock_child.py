"""A worker of the clocks that a test kills: looks at one case after the other until its end, at a fixed moment."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from services.routing.app import build
from services.routing.settings import TABLE
from services.routing.use_cases.watch_cases import watch_cases
from shared.settings import read


def main(url: str, folder: str, now: str) -> None:
    settings = read(TABLE, {"MONGO_URL": url, "AMQP_URL": "amqp://nowhere", "SECRETS_DIR": str(Path(folder))})
    parts = build(settings)
    while watch_cases(parts.clocks.watch, datetime.fromisoformat(now), 1):
        sys.stdout.write(".")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
