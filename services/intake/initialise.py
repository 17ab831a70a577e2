"""What ``init`` does: indexes, catalogue, calendar, demo accounts; safe to run again and by several at once."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from services.intake.app import Parts
from services.intake.composition.balance import balance_tallies
from services.intake.domain.account import Role
from services.intake.domain.errors import Words
from services.intake.reference_calendar import load_calendar
from services.intake.store.dossier_documents import COLLECTION as DOSSIERS
from services.intake.store.priority_documents import mark_the_first
from services.intake.store.reference import gather_versions
from services.intake.use_cases.keep_reference import account_exists, create_account, set_password
from services.intake.use_cases.seed_catalogue import seed_catalogue
from shared.store import indexes
from shared.store.change import AlreadyExists, Context

# name → roles, unit below the reception unit ("" = the unit itself), name to show
DEMO_ACCOUNTS: dict[str, tuple[tuple[Role, ...], str, Words]] = {
    "reception": ((Role.RECEPTION,), "", Words("Cán bộ tiếp nhận", "Reception officer")),
    "agency-a": ((Role.AGENCY,), ".01", Words("Cán bộ Phòng Bảo trợ xã hội", "Social Protection Division")),
    "agency-b": ((Role.AGENCY,), ".02", Words("Cán bộ Phòng Nghiệp vụ Y Dược", "Medical Affairs Division")),
    "operator": ((Role.OPERATOR,), "", Words("Tổng đài viên", "Hotline operator")),
    "petition-officer": ((Role.PETITION_OFFICER,), "", Words("Cán bộ phản ánh, kiến nghị", "Petition officer")),
    "leader": ((Role.LEADER,), "", Words("Lãnh đạo", "Leader")),
    "admin": ((Role.ADMIN,), "", Words("Quản trị hệ thống", "Administrator")),
    "telephony": ((Role.TELEPHONY,), "", Words("Tổng đài điện thoại (máy)", "Telephone system (a machine)")),
}


def initialise(parts: Parts) -> list[str]:
    """One line for each thing done. Raises StoreAway, InvalidCalendar, ValueError for a catalogue that is none."""
    context = parts.context("init")
    mark_the_first(parts.database, DOSSIERS)
    indexes.ensure(parts.database, parts.mappings)
    balance_tallies(parts.database).ensure()
    parts.papers.files.ensure_indexes()
    parts.portal.queries.mark_older()
    return [
        "indexes stand",
        _catalogue(parts, context),
        load_calendar(parts.work, parts.settings, context),
        *_accounts(parts, context),
    ]


def _catalogue(parts: Parts, context: Context) -> str:
    entries = json.loads(parts.settings.catalogue_file.read_text(encoding="utf-8"))
    gathered = gather_versions(parts.database)
    done = seed_catalogue(parts.work, entries, context)
    older = f", {gathered} of an earlier make gathered" if gathered else ""
    left = f", {done.different} stand here in other words and were left so" if done.different else ""
    return f"catalogue: {done.entries} procedures, {done.new} new{older}{left}"


def _accounts(parts: Parts, context: Context) -> list[str]:
    if not parts.settings.accounts_file:
        return ["accounts: none made (ACCOUNTS_FILE is empty)"]
    path = Path(parts.settings.accounts_file)
    passwords: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    fresh = {name: secrets.token_urlsafe(9) for name in DEMO_ACCOUNTS if name not in passwords}
    if fresh:  # written first: a crash in between leaves passwords without accounts, never accounts without passwords
        passwords |= fresh
        _write(path, passwords)
    made = 0
    for name, (roles, below, shown) in DEMO_ACCOUNTS.items():
        if account_exists(parts.work, name):
            if name in fresh:  # the file was lost: the account gets the password that now stands in it
                set_password(parts.work, name, passwords[name], context)
            continue
        try:
            create_account(parts.work, name, shown, roles, parts.settings.unit_code + below, passwords[name], context)
            made += 1
        except AlreadyExists:
            continue
    return [f"accounts: {len(DEMO_ACCOUNTS)} demo accounts, {made} new; passwords in {path.name}"]


def _write(path: Path, passwords: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(passwords, file, indent=2)
    half.replace(path)
