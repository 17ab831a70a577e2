"""``python -m deploy.local up|stop|status|logs|reset``: the whole system on this machine, without containers."""

from __future__ import annotations

import argparse
import sys

from deploy.local import commands
from deploy.local.problems import LocalProblem


def main() -> int:
    """Exit status 0 when done, 1 after one clear line about what is in the way."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    chosen = parser.add_subparsers(dest="command", required=True)
    chosen.add_parser("up", help="start everything and watch over it until Ctrl-C")
    chosen.add_parser("stop", help="stop what runs, from another terminal")
    chosen.add_parser("status", help="what runs, and how much memory it takes")
    logs = chosen.add_parser("logs", help="follow the logs of all processes, or of those named")
    logs.add_argument("names", nargs="*", metavar="process", help="such as intake-api; without: all")
    logs.add_argument("--no-follow", action="store_true", help="print what is there and end")
    reset = chosen.add_parser("reset", help="delete all data of the local system")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args()
    try:
        match options.command:
            case "up":
                return commands.up()
            case "stop":
                return commands.stop()
            case "status":
                return commands.status()
            case "logs":
                return commands.logs(options.names, follow=not options.no_follow)
            case _:
                return commands.reset(sure=options.yes)
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
