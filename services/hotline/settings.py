"""The settings of hotline: what every service has, and its own."""

from __future__ import annotations

from pathlib import Path

from shared.settings import COMMON, Setting, with_defaults

OWN = (
    Setting(
        "PETITION_UNIT", str, "Bộ phận tiếp nhận phản ánh, kiến nghị, Sở Y tế tỉnh Hà Sơn", "who answers petitions"
    ),
    Setting("PETITION_UNIT_EN", str, "Petitions desk, Department of Health of Hà Sơn", "the same in English"),
    Setting("PROVINCE", str, "Sở Y tế tỉnh Hà Sơn", "whose pages these are"),
    Setting("PROVINCE_EN", str, "Department of Health of Hà Sơn", "the same in English"),
    Setting("PLACE_ADDRESS", str, "Số 1 đường Một Cửa, phường Hà Sơn, tỉnh Hà Sơn", "where people are received"),
    Setting("PLACE_ADDRESS_EN", str, "1 Một Cửa Street, Hà Sơn Ward, Hà Sơn Province", "the same in English"),
    Setting("HOTLINE", str, "1800 0000", "telephone number for citizens, as it is read aloud"),
    Setting("CALENDAR_ID", str, "ha-son", "id of intake's working calendar that due dates follow"),
    Setting(
        "PETITION_OFFICERS",
        str,
        "petition-officer=Cán bộ phản ánh, kiến nghị",
        "accounts that petitions may be assigned to, with the names to show: account=Name;account=Name",
    ),
    Setting(
        "RULES_FILE", Path, Path(__file__).parent / "data" / "rules.json", "days to answer and legal guides, by date"
    ),
    Setting(
        "QUESTIONS_FILE",
        Path,
        Path(__file__).parent / "data" / "questions.json",
        "guided questions that tell complaints and denunciations from feedback, by date",
    ),
    Setting(
        "LEGAL_FILE",
        Path,
        Path(__file__).parent / "data" / "legal.json",
        "time limits of complaints and denunciations by law, by date",
    ),
    Setting(
        "CLOCKS_FILE", Path, Path(__file__).parent / "data" / "clocks.json", "limits, pauses and who is told, by date"
    ),
    Setting("OFFICERS_FILE", Path, Path(__file__).parent / "data" / "officers.json", "units, and whose field is what"),
    Setting("ATTACHMENT_RATE_PER_ADDRESS", str, "30 per 15 minutes", "forms with files from one network address"),
    Setting("ATTACHMENTS", int, 10, "how many files a petition takes", minimum=1),
    Setting("ATTACHMENT_BYTES", int, 8 * 1024 * 1024, "the largest file that is taken", minimum=1024),
    Setting(
        "ATTACHMENT_FORM_BYTES", int, 16 * 1024 * 1024, "a form that brings files, all of them together", minimum=1024
    ),
    Setting(
        "CLAMD",
        str,
        "",
        "socket of the virus scanner clamd, a path or host:port; empty = files are told as not scanned",
    ),
    Setting("DRAWING_BYTES", int, 1 << 30, "memory of the process that opens a file", minimum=1 << 28),
    Setting(
        "OPEN311_FILE", Path, Path(__file__).parent / "data" / "open311.json", "what other applications may tell of"
    ),
    Setting("OPEN311_JURISDICTION", str, "ha-son", "the jurisdiction_id that Open311 clients may name"),
    Setting("OPEN311_RATE_PER_CLIENT", str, "300 per 15 minutes", "petitions from one application by Open311"),
    Setting(
        "MATCHING_FILE",
        Path,
        Path(__file__).parent / "data" / "matching.json",
        "points and thresholds of matching petitions with dossiers, by date",
    ),
    Setting(
        "REVIEW_FILE",
        Path,
        Path(__file__).parent / "data" / "review.json",
        "when the weekly review is made and who works in which steps, by date",
    ),
    Setting("FILING_RATE_PER_ADDRESS", str, "20 per 15 minutes", "petitions from one network address"),
    Setting("VERIFY_RATE_PER_DOSSIER", str, "10 per 15 minutes", "tries to verify the owner of one dossier code"),
    Setting("VERIFY_RATE_PER_CALLER", str, "60 per 15 minutes", "tries to verify by one account or network address"),
    Setting("MATCH_RATE_PER_CALLER", str, "120 per 15 minutes", "searches for a caller's dossier by one account"),
    Setting("TRACKING_RATE_PER_CODE", str, "20 per 15 minutes", "look-ups of one petition code"),
    Setting("TRACKING_RATE_PER_ADDRESS", str, "60 per 15 minutes", "look-ups from one network address"),
)

TABLE = (*with_defaults(COMMON, HTTP_BIND="127.0.0.1:8084"), *OWN)
