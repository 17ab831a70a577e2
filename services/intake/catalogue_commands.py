"""The catalogue at the terminal: procedures from a file and into one, JSON or XLSX."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.intake.app import Parts, build
from services.intake.domain.errors import UnreadableFile
from services.intake.domain.procedure import Procedure
from services.intake.gateways.catalogue_files import CatalogueFiles
from services.intake.use_cases.import_procedures import (
    Outcome,
    ReadRow,
    RowReport,
    counts_of,
    preview,
    read_rows,
    take_over,
)
from services.intake.use_cases.import_report import report_to_data, write_report
from shared.settings import Settings
from shared.store.change import StoreAway

SHOWN_AT_MOST = 20


def run_import(settings: Settings, arguments: Sequence[str]) -> int:
    """Take procedures out of a file into the catalogue; exit status 1 where rows were refused, 2 for no such file."""
    parser = argparse.ArgumentParser(prog="python -m services.intake import-procedures", description=run_import.__doc__)
    parser.add_argument("file", type=Path, help="JSON or XLSX, as export-procedures writes it")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    parser.add_argument("--report", type=Path, help="write what became of each row: .json or .csv")
    parser.add_argument("--why", default="", help="the reason, kept with every version")
    wanted = parser.parse_args(arguments)
    if wanted.report is not None and wanted.report.suffix not in (".json", ".csv"):
        parser.error("--report: a file that ends in .json or .csv")
    parts, console = build(settings), Console(stderr=True)
    try:
        rows = CatalogueFiles().read(wanted.file.read_bytes())
        why = wanted.why.strip() or f"import-procedures {wanted.file.name}"
        with _progress(console) as progress:
            reports = _run(parts, read_rows(rows), why, progress, dry=wanted.dry_run)
    except UnreadableFile as unreadable:
        return _fault(f"{wanted.file.name}: {unreadable.words.en} ({unreadable.words.vi})")
    except (OSError, StoreAway) as problem:
        return _fault(str(problem))
    reports.sort(key=lambda one: (one.place.sheet, one.place.row))
    if wanted.report is not None:
        data = {"file": wanted.file.name, "dry_run": wanted.dry_run, **report_to_data(reports)}
        wanted.report.write_text(write_report(data, wanted.report.suffix.lstrip(".")), encoding="utf-8")
    _tell(console, reports)
    counts = counts_of(reports)
    told = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
    dry = " (dry run: nothing was written)" if wanted.dry_run else ""
    sys.stdout.write(f"import-procedures: {len(reports)} rows: {told}{dry}\n")
    return 1 if counts[Outcome.REFUSED] else 0


def run_export(settings: Settings, arguments: Sequence[str]) -> int:
    """Write the catalogue into a file that import-procedures reads."""
    parser = argparse.ArgumentParser(prog="python -m services.intake export-procedures", description=run_export.__doc__)
    parser.add_argument("file", type=Path, help="ends in .json or .xlsx")
    parser.add_argument("--all-versions", action="store_true", help="every version, not only the last of each")
    wanted = parser.parse_args(arguments)
    if wanted.file.suffix not in (".json", ".xlsx"):
        parser.error("a file that ends in .json or .xlsx")
    parts, console = build(settings), Console(stderr=True)
    try:
        with _progress(console) as progress:
            histories = sorted(parts.catalogue.histories(), key=lambda one: one.code)
            task = progress.add_task("export", total=len(histories))
            found: list[Procedure] = []
            for one in histories:
                found += one.versions if wanted.all_versions else [one.latest]
                progress.advance(task)
            wanted.file.write_bytes(CatalogueFiles().write(found, wanted.file.suffix.lstrip(".")))
    except (OSError, StoreAway) as problem:
        return _fault(str(problem), "export-procedures")
    sys.stdout.write(f"export-procedures: {len(found)} versions of {len(histories)} procedures\n")
    return 0


def _run(parts: Parts, rows: Sequence[ReadRow], why: str, progress: Progress, *, dry: bool) -> list[RowReport]:
    task = progress.add_task("import", total=len(rows))
    context = parts.context("import-procedures")

    def told(done: Sequence[RowReport]) -> None:
        progress.advance(task, len(done))

    if not dry:
        return take_over(parts.work, rows, context, why, told=told)
    histories = {one.code: one for one in parts.catalogue.histories()}
    return preview(histories, rows, context, told=told)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _tell(console: Console, reports: Sequence[RowReport]) -> None:
    refused = [one for one in reports if one.outcome is Outcome.REFUSED]
    for one in refused[:SHOWN_AT_MOST]:
        for fault in one.faults:
            where = f"{fault.place.sheet} {fault.place.row}".strip()
            console.print(
                escape(f"row {where}: {one.code or '?'}: {fault.field}: {fault.words.en} / {fault.words.vi}"),
                highlight=False,
                soft_wrap=True,
            )
    if len(refused) > SHOWN_AT_MOST:
        console.print(f"… {len(refused) - SHOWN_AT_MOST} refused rows more: --report FILE tells all", highlight=False)


def _fault(text: str, command: str = "import-procedures") -> int:
    sys.stderr.write(f"{command}: {text}\n")
    return 2
