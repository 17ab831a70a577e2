"""The dossier that every example tells of, accepted by the calendar of the examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.personal import Applicant, ApplicantKind
from services.intake.domain.procedure import Component, LimitKind, TimeLimit
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.returning import ReturnMethod
from shared.working_time import Calendar, Off, Reason, SpecialDay
from shared.working_time.calendar import DEFAULT_DAY


def calendar() -> Calendar:
    """With a day off and one that is worked instead."""
    off, worked = date(2026, 8, 31), date(2026, 8, 22)
    return Calendar(
        "ha-son",
        3,
        special={
            off: SpecialDay(
                off,
                Reason("Nghỉ hoán đổi, làm bù thứ Bảy 22/8/2026", "Day off in exchange for Saturday 22 August 2026"),
                Off.SWAPPED,
            ),
            worked: SpecialDay(
                worked,
                Reason("Làm bù cho thứ Hai 31/8/2026", "Worked in exchange for Monday 31 August"),
                None,
                DEFAULT_DAY,
            ),
        },
    )


def _dossier() -> Dossier:
    name = Words("Cấp giấy phép hoạt động đối với cơ sở khám bệnh, chữa bệnh", "Operating licence of a clinic")
    limit = TimeLimit(LimitKind.WORKING_DAYS, Decimal(5))
    taken = ProcedureTaken(
        "1.012278",
        1,
        name,
        limit,
        cut_off=time(15),
        papers=(
            Component("c1", Words("Đơn đề nghị theo mẫu", "Application on the form"), 1, 0),
            Component("c2", Words("Bản sao giấy tờ pháp lý của cơ sở", "Copy of the establishment's legal papers")),
        ),
    )
    applicant = Applicant(
        ApplicantKind.BUSINESS,
        "Công ty TNHH Phòng khám Sen Hồng",
        "12 Trần Phú, phường Hà Sơn",
        tax_code="0101234567",
        phone="+84912345678",
        email="lienhe@senhong.example",
    )
    return Dossier(
        "H99.11-261005-0001",
        1,
        "H99.11",
        taken,
        Channel.ONLINE,
        applicant,
        ReturnMethod.COUNTER,
        datetime(2026, 10, 5, 0, 45, tzinfo=UTC),
        "public",
        "0" * 64,
    )


FILED = _dossier()
AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
ACCEPTANCE = Acceptance(AT, "staff:reception", *FILED.procedure.limit.due(calendar(), AT, time(15)))
ACCEPTED = FILED.accept(ACCEPTANCE)
