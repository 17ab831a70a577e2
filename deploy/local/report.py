"""What the person at the terminal is told: progress while it starts, then only what changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from rich.console import Console
from rich.markup import escape
from rich.status import Status


class Report:
    """Lines for people; with a moving line for what is still awaited where the output is a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._lock = Lock()
        self._awaited: list[str] = []
        self._status: Status | None = None

    def begins(self, name: str) -> None:
        """A step has begun."""
        with self._lock:
            self._awaited.append(name)
            self._show_awaited()

    def ready(self, name: str, seconds: float, *, skipped: bool = False) -> None:
        """A step is done, or a process serves."""
        with self._lock:
            if name in self._awaited:
                self._awaited.remove(name)
            time = "nothing to do" if skipped else f"{seconds:.1f} s"
            self._console.print(f"[green]✓[/] {escape(name)} [dim]{time}[/]")
            self._show_awaited()

    def says(self, text: str, style: str = "") -> None:
        """Any other line."""
        with self._lock:
            self._console.print(escape(text), style=style)

    def trouble(self, text: str) -> None:
        """Something went wrong."""
        self.says(f"✗ {text}", "bold red")

    def settled(self) -> None:
        """Nothing is awaited any more."""
        with self._lock:
            self._awaited.clear()
            self._show_awaited()

    def welcome(self, url: str, accounts: Path, seconds: float) -> None:
        """The address and who may sign in."""
        self.says("")
        self.says(f"motcua is ready after {seconds:.1f} s: {url}", "bold")
        signs = sign_ins(accounts)
        if signs:
            width = max(len(name) for name, _ in signs)
            self.says(f"Sign in at {url}/sign-in as")
            for name, password in signs:
                self.says(f"  {name:<{width}}  {password}")
            self.says(f"(kept in {accounts})", "dim")
        self.says("Ctrl-C stops everything; make demo, make status and make logs work from another terminal.", "dim")

    def _show_awaited(self) -> None:
        if not self._console.is_terminal:
            return
        if self._awaited:
            text = "waiting for " + ", ".join(self._awaited)
            if self._status is None:
                self._status = self._console.status(text)
                self._status.start()
            else:
                self._status.update(text)
        elif self._status is not None:
            self._status.stop()
            self._status = None


def sign_ins(accounts: Path) -> Sequence[tuple[str, str]]:
    """Names and passwords of the demo accounts; none where there is no such file."""
    try:
        return list(json.loads(accounts.read_text()).items())
    except FileNotFoundError:
        return []
