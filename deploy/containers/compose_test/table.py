"""What was tried, whether it held, and how long it took: a table for people, a file for machines."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

HELD, FAILED, SKIPPED, NOT_TRIED = "held", "failed", "skipped", "not tried"
COLOURS = {HELD: "green", FAILED: "bold red", SKIPPED: "yellow", NOT_TRIED: "dim"}


@dataclass(frozen=True, slots=True)
class Row:
    """One step: its outcome, its seconds, and what was counted or what went wrong."""

    number: int
    step: str
    outcome: str
    seconds: float
    told: str


def show(rows: list[Row]) -> None:
    """Print the table with its sum."""
    console = Console(highlight=False, width=None if Console().is_terminal else 160)
    table = Table("", "step", "outcome", "seconds", "", box=None, header_style="bold", pad_edge=False)
    for row in rows:
        colour = COLOURS[row.outcome]
        table.add_row(str(row.number), row.step, f"[{colour}]{row.outcome}[/]", f"{row.seconds:.1f}", row.told)
    table.add_row("", "all", "", f"{sum(row.seconds for row in rows):.1f}", "", style="bold")
    console.print(table)


def keep(rows: list[Row], path: Path) -> None:
    """The same as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    outcomes = {row.outcome for row in rows}
    outcome = FAILED if outcomes & {FAILED, NOT_TRIED} else SKIPPED if SKIPPED in outcomes else HELD
    about = {"outcome": outcome, "seconds": round(sum(row.seconds for row in rows), 1)}
    steps = [{**asdict(row), "seconds": round(row.seconds, 1)} for row in rows]
    path.write_text(json.dumps({**about, "steps": steps}, ensure_ascii=False, indent=2) + "\n", "utf-8")
