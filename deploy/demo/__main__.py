"""python -m deploy.demo: walks dossiers' lives; exit status 0 only where every hop was seen, 1 where one is missing,
2 where the system cannot be asked."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from deploy.demo.api import LEADER, PETITION_OFFICER, Front, Refused
from deploy.demo.heard import Heard
from deploy.demo.told_on import ToldOn
from deploy.demo.walk import Missing, Seen, Walk

PROCEDURE = "1.013815"  # goes to two agencies; the first one's simulator asks for papers
MISSING, UNREACHABLE = 1, 2


def main() -> int:
    """The exit status."""
    options = _options()
    try:
        accounts = json.loads(options.accounts.read_text("utf-8"))
        people = ("reception", PETITION_OFFICER, LEADER)
        reception, officer, leader = (name_and_password(accounts, name) for name in people)
    except (OSError, ValueError, KeyError):
        return _fail(f"{options.accounts} holds no sign-ins for the demo: start the system with make run", UNREACHABLE)
    show = _as_json if options.json else _for_people()
    front = Front(options.url)
    walk = Walk(front, reception, options.procedure, options.limit, papers=options.procedure == PROCEDURE, fee=True)
    heard = Heard(front, walk, officer, leader)
    total, seen = 0.0, 0
    try:
        for hop in chain(walk.hops(), ToldOn(front, walk).hops(), heard.hops()):
            seen, total = seen + 1, total + hop.seconds
            show(seen, hop)
    except Missing as missing:
        return _fail(f"missing hop: {missing}; dossier {walk.code}, {seen} hops seen before it", MISSING)
    except Refused as refused:
        return _fail(str(refused), MISSING if seen else UNREACHABLE)
    if not options.json:
        Console(highlight=False).print(f"every hop was seen: {seen} in {total:.1f} s", style="bold green")
    return 0


def name_and_password(accounts: dict[str, str], name: str) -> tuple[str, str]:
    """A sign-in. Raises KeyError."""
    return name, accounts[name]


def _options() -> argparse.Namespace:
    home = Path(os.environ.get("MOTCUA_HOME") or ".local")
    url = f"http://localhost:{os.environ.get('PORT') or '8080'}"
    parser = argparse.ArgumentParser(prog="python -m deploy.demo")
    parser.add_argument("--url", default=url, help="where the system answers (%(default)s)")
    parser.add_argument("--accounts", type=Path, default=home / "accounts.json", help="sign-ins (%(default)s)")
    parser.add_argument("--procedure", default=PROCEDURE, help="code of a procedure (%(default)s)")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS", help="longest wait for one hop")
    parser.add_argument("--json", action="store_true", help="one JSON object a hop instead of text")
    return parser.parse_args()


def _for_people() -> Callable[[int, Seen], None]:
    # Colours only on a terminal; nothing is cut where the output goes into a file.
    console = Console(highlight=False, soft_wrap=True)

    def show(number: int, hop: Seen) -> None:
        console.print(
            f"[green]{number:>2}[/] [bold]{hop.hop:<17}[/] [cyan]{hop.where:<22}[/] "
            f"[dim]{_duration(hop.seconds):>9}[/]  {escape(hop.told)}"
        )

    return show


def _duration(seconds: float) -> str:
    return f"+{seconds * 1000:.0f} ms" if seconds < 1 else f"+{seconds:.2f} s"


def _as_json(number: int, hop: Seen) -> None:
    print(
        json.dumps({"number": number, **asdict(hop), "seconds": round(hop.seconds, 4)}, ensure_ascii=False), flush=True
    )


def _fail(words: str, status: int) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"demo: {escape(words)}", style="bold red")
    return status


if __name__ == "__main__":
    sys.exit(main())
