"""Intake's settings: what every service has, and its own."""

from __future__ import annotations

from pathlib import Path

from shared.print.beside import FONTS
from shared.settings import COMMON, Setting, with_defaults

DATA = Path(__file__).parent / "data"

OWN = (
    Setting("UNIT_CODE", str, "H99.11", "code of the reception unit: begins every dossier code"),
    Setting("UNIT_NAME", str, "Bộ phận Một cửa, Sở Y tế tỉnh Hà Sơn", "its name"),
    Setting("UNIT_NAME_EN", str, "One-stop desk, Department of Health of Hà Sơn", "its name in English"),
    Setting("PROVINCE", str, "Sở Y tế tỉnh Hà Sơn", "whose pages these are"),
    Setting("PROVINCE_EN", str, "Department of Health of Hà Sơn", "the same in English"),
    Setting("PLACE_ADDRESS", str, "Số 1 đường Một Cửa, phường Hà Sơn, tỉnh Hà Sơn", "where the reception unit is"),
    Setting("PLACE_ADDRESS_EN", str, "1 Một Cửa Street, Hà Sơn Ward, Hà Sơn Province", "the same in English"),
    Setting("HOTLINE", str, "1800 0000", "telephone number for citizens, as it is read aloud"),
    Setting("TRIAL", bool, False, "a system to try out: its front page leads to every desk and to the simulators"),
    Setting("CALENDAR_ID", str, "ha-son", "id of the working calendar of whoever is not named in CALENDAR_FILE"),
    Setting("CATALOGUE_FILE", Path, DATA / "procedures.json", "procedures that init loads"),
    Setting("CALENDAR_FILE", Path, DATA / "calendar.json", "calendars, overrides and who works by which"),
    Setting("DATE_RULES_FILE", Path, DATA / "date_rules.json", "what the law says of apologies with a new date"),
    Setting("RULES_FILE", Path, DATA / "rules.json", "limits that the law sets for every procedure, with their days"),
    Setting("QUEUE_FILE", Path, DATA / "queue.json", "the hall: lines, what each is for, counters, hours of tickets"),
    Setting("ORDER_RULES_FILE", Path, DATA / "order_rules.json", "how far preference goes, with the days"),
    Setting("PRIORITY_FILE", Path, DATA / "priority.json", "groups that come first, communes, age of lists, reasons"),
    Setting("WORK_ORDER_FILE", Path, DATA / "work_order.json", "bounds of preference in the officers' lists of work"),
    Setting("FORMS_FOLDER", Path, DATA / "forms", "templates of the forms, drawn by Typst, and numbering.json"),
    Setting(
        "FORM_NUMBERING",
        str,
        "",
        "id of the numbering of forms that this place keeps (tt-01-2018, tt-03-2025); empty = the one in force",
    ),
    Setting("FONTS_FOLDER", Path, FONTS, "fonts of the forms"),
    Setting(
        "ACCOUNTS_FILE",
        str,
        "",
        "init makes the demo accounts and writes their random passwords here, once; "
        "empty (production) = none, see create-admin",
    ),
    Setting("PAPER_BYTES", int, 50 * 1024 * 1024, "the largest file that is taken, in pieces", minimum=1),
    Setting(
        "PAPER_PIECE_BYTES", int, 512 * 1024, "a piece of an upload; no more than HTTP_MAX_BODY_BYTES", minimum=1024
    ),
    Setting(
        "PAPER_FORM_BYTES", int, 8 * 1024 * 1024, "a form that brings a whole file, as without a script", minimum=1024
    ),
    Setting("DOSSIER_PAPERS", int, 100, "how many files a dossier takes", minimum=1),
    Setting("DOSSIER_PAPERS_BYTES", int, 300 * 1024 * 1024, "how much they weigh together", minimum=1),
    Setting(
        "CLAMD",
        str,
        "",
        "socket of the virus scanner clamd, a path or host:port; empty = files are told as not scanned",
    ),
    Setting("DRAWING_BYTES", int, 1 << 30, "memory of the process that opens a file", minimum=1 << 28),
    Setting("TRACKING_RATE_PER_CODE", str, "20 per 15 minutes", "look-ups of one dossier code"),
    Setting("TRACKING_RATE_PER_ADDRESS", str, "60 per 15 minutes", "look-ups from one network address"),
    Setting("VERIFY_RATE_PER_ADDRESS", str, "60 per 15 minutes", "papers checked from one network address"),
    Setting("SIGN_IN_RATE_PER_ACCOUNT", str, "20 per 15 minutes", "sign-ins under one user name"),
    Setting("SIGN_IN_RATE_PER_ADDRESS", str, "100 per 15 minutes", "sign-ins from one network address"),
    Setting("CODE_RATE_PER_REACH", str, "4 per 15 minutes", "one-time codes to one phone or mailbox"),
    Setting("CODE_RATE_PER_REACH_AND_DAY", str, "12 per day", "the same over a day: bounds what guessing is worth"),
    Setting("CODE_RATE_PER_ADDRESS", str, "30 per 15 minutes", "one-time codes asked for from one network address"),
    Setting("HELP_RATE_PER_OFFICER", str, "20 per 15 minutes", "help codes of drafts that one officer types"),
    Setting("GUIDANCE_RATE_PER_ADDRESS", str, "10 per hour", "bookings of the guidance desk from one network address"),
    Setting("TICKET_RATE_PER_ADDRESS", str, "30 per hour", "queue tickets by page from one network address"),
    Setting(
        "TOLD_RATE_PER_REACH",
        str,
        "8 per day",
        "messages to one phone or mailbox that bookings and invitations of others may cause",
    ),
    Setting("INVITE_RATE_PER_ACCOUNT", str, "30 per day", "invitations to businesses that one account sends"),
    Setting(
        "ALIKE_RATE_PER_ADDRESS",
        str,
        "20 per 15 minutes",
        "how often those who did not sign in are told of an open dossier like theirs, from one network address",
    ),
    Setting("PAYMENT_BANK", str, "", "the bank that fees are transferred to: its six digits (BIN) at NAPAS"),
    Setting("PAYMENT_BANK_NAME", str, "", "its name, as people know it"),
    Setting("PAYMENT_BANK_NAME_EN", str, "", "the same in English; empty = the same name"),
    Setting("PAYMENT_ACCOUNT", str, "", "the unit's account there; empty = fees are paid in cash only"),
    Setting("PAYMENT_HOLDER", str, "", "whose account it is: capitals without marks, at most 25, as banks write it"),
    Setting("PAYMENT_SECRET", str, "", "signs the bank's callbacks; needed where PAYMENT_ACCOUNT is set", secret=True),
    Setting("PAYMENT_URL", str, "", "where the bank gives its statements of a day; empty = it gives none"),
    Setting(
        "PAYMENT_TRIAL_URL", str, "", "page of a simulated bank, for a system to try out: shown beside the QR code"
    ),
    Setting(
        "PAYMENT_REFUSED_RATE_PER_ADDRESS",
        str,
        "60 per 15 minutes",
        "callbacks of a bank that are not believed, from one network address; more are not even noted",
    ),
    Setting("DRAFT_DAYS", int, 30, "days after which an untouched draft is deleted"),
    Setting(
        "PORTAL_URL", str, "", "address of the national portal's services; empty = dossiers wait until there is one"
    ),
    Setting("PORTAL_USER", str, "", "account at the national portal"),
    Setting("PORTAL_PASSWORD", str, "", "its password", secret=True),
    Setting("PORTAL_UNIT", str, "", "code under which this place is known there; empty = UNIT_CODE"),
    Setting("PORTAL_TIMEOUT_SECONDS", float, 20, "how long an answer of the portal is waited for", minimum=0.1),
    Setting(
        "PORTAL_FILE", Path, DATA / "portal.json", "the portal's numbers, with their days; our lists to begin with"
    ),
    Setting("GUIDANCE_CHAIRS", int, 2, "how many people the guidance desk helps at the same time"),
)

TABLE = (*with_defaults(COMMON, HTTP_BIND="127.0.0.1:8081"), *OWN)

# What a day at the counters is played by: the rules of the hall alone, no server and no secret.
PLAYED_BY = frozenset({"LOG_LEVEL", "METRICS_DIR", "QUEUE_FILE", "ORDER_RULES_FILE"})
DAY_TABLE = tuple(setting for setting in TABLE if setting.name in PLAYED_BY)
