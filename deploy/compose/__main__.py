"""``python -m deploy.compose secrets | check | up | down``: the system in containers, as make's targets ask for it."""

from __future__ import annotations

import argparse
import sys

from deploy.compose import commands
from deploy.compose.compose import Project
from deploy.containers.problems import ContainerProblem
from shared.security.keys import BadKeyFile


def main() -> int:
    """Exit status 0 when done, 1 after one clear line about each thing in the way."""
    parser = argparse.ArgumentParser(prog="python -m deploy.compose", description=__doc__)
    chosen = parser.add_subparsers(dest="command", required=True)
    chosen.add_parser("secrets", help="write the secrets that are not there yet")
    kinds = argparse.ArgumentParser(add_help=False)
    kinds.add_argument("--trial", action="store_true", help="with demo accounts and the simulated world outside")
    kinds.add_argument("--offline", action="store_true", help="on the base images that make images-offline makes")
    chosen.add_parser("check", parents=[kinds], help="what is in the way, one line each")
    up = chosen.add_parser("up", parents=[kinds], help="start it and wait until it serves")
    up.add_argument("--wait", type=int, default=600, metavar="SECONDS", help="how long it may take (%(default)s)")
    up.add_argument("--new", action="store_true", help="begin with empty databases, though it was installed before")
    down = chosen.add_parser("down", parents=[kinds], help="stop and remove the containers")
    down.add_argument("--volumes", action="store_true", help="delete all data too")
    options = parser.parse_args()
    try:
        if options.command == "secrets":
            return commands.secrets()
        project = Project(options.trial, options.offline)
        if options.command == "check":
            return commands.check(project)
        if options.command == "up":
            return commands.up(project, wait=options.wait, new=options.new)
        return commands.down(project, volumes=options.volumes)
    except (ContainerProblem, BadKeyFile, OSError) as problem:
        print(f"{options.command}: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
