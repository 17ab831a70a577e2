"""``python -m shared.store init``: prepares a new MongoDB server for one service; safe to run again."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

from shared.settings import Setting, load
from shared.store.preparing import NotPrepared, prepare

TABLE = (
    Setting("MONGO_URL", str, meaning="the service's address of it: with its user, password and database", secret=True),
    Setting("MONGO_ADMIN_PASSWORD", str, meaning="of the administrator, who is made at first", secret=True),
    Setting("MONGO_SERVER", str, "127.0.0.1:27017", "the server as this command reaches it: on its own machine"),
    Setting("EXPECT_DATA", bool, False, "the system was installed before: an empty server is refused"),
    Setting("WAIT_SECONDS", int, 60, "how long the server may take to answer and to take writes", minimum=1),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all stands, 1 with one line where it cannot, 2 for bad settings."""
    parser = argparse.ArgumentParser(prog="python -m shared.store", description=__doc__)
    parser.add_argument("command", choices=["init"])
    parser.parse_args(arguments)
    settings = load(TABLE, os.environ)
    member = urlsplit(settings.mongo_url).netloc.rpartition("@")[2]
    try:
        found = prepare(
            settings.mongo_server, member, settings.mongo_admin_password, settings.mongo_url,
            expect_data=settings.expect_data, wait=settings.wait_seconds,
        )  # fmt: skip
    except NotPrepared as problem:
        print(f"init: {problem}", file=sys.stderr)
        return 1
    print(f"init: {member}: replica set and users {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
