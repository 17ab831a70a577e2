"""One image, several roles: ``python -m services.<name> <role>`` reads the settings, starts the log, runs the role."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.settings.table import Setting, Settings, load, markdown
from shared.telemetry.logs import configure_logging
from shared.telemetry.metrics_folder import share_metrics_in

# Gets the settings and the arguments after the role's name; returns the exit status (None is 0).
Run = Callable[[Settings, Sequence[str]], int | None]


@dataclass(frozen=True, slots=True)
class Role:
    """What a process can be. ``run`` imports what it needs when it is called: metrics are set up before that.

    ``table`` is given where a role needs other settings than the service's own; ``quiet`` where it talks to a person
    at a terminal, so that its log shows warnings only and goes to standard error.
    """

    name: str
    meaning: str
    run: Run
    table: Sequence[Setting] | None = None
    quiet: bool = False


def run_role(
    service: str,
    table: Sequence[Setting],
    roles: Sequence[Role],
    arguments: Sequence[str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Run the role that the arguments name; returns its exit status. ``settings`` prints the table of settings.

    A missing or wrong setting, or an unknown role, ends with status 2 and one line.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    by_name = {role.name: role for role in roles}
    parser = argparse.ArgumentParser(
        prog=f"python -m services.{service}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {role.name:<12} {role.meaning}" for role in roles),
    )
    parser.add_argument(
        "role", choices=[*by_name, "settings"], metavar="role", help=", ".join([*by_name, "settings (print them)"])
    )
    name = parser.parse_args(given[:1]).role
    if name == "settings":
        sys.stdout.write(markdown(table))
        return 0
    role = by_name[name]
    settings = load(role.table or table, environ)
    if role.quiet:
        configure_logging(service, name, "WARNING", sys.stderr)
    else:
        configure_logging(service, name, settings.log_level)
    if settings.metrics_dir:
        share_metrics_in(settings.metrics_dir)
    return role.run(settings, given[1:]) or 0
