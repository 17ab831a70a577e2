"""What people do in the worlds: a few lines a scenario; what machines make of it is never told here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.returning import ReceivedBy, ReturnMethod
from services.intake.domain.status import Status
from services.intake.reference_calendar import load_calendar
from services.intake.use_cases import apologise as apology
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.correct_dossier import Correction, correct_dossier
from services.intake.use_cases.dossier_request import read_dossier_request
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.use_cases.keep_reference import keep_calendar
from services.intake.use_cases.refuse_dossier import refuse_dossier
from services.intake.use_cases.return_result import return_result
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Context, Key
from shared.working_time import Calendar
from shared.working_time.calendar import Reason, SpecialDay, local
from tests.acceptance.system import NOW, Act, System

OFFICER = Caller("staff", "reception", frozenset({"reception"}), "H99.11")
# Every act has its own moment, whenever it comes to pass; machines stand at NOW in between.
FILED_AT, ACCEPTED_AT, RETURNED_AT = NOW - timedelta(hours=1), NOW, NOW + timedelta(days=3)
CITIZEN = {
    "kind": "citizen",
    "name": "Nguyễn Thị Đào",
    "address": "Phường Hà Sơn",
    "identity_number": "001158012345",
}
SUPPLEMENTED_AT = NOW + timedelta(days=2)
APOLOGISED_AT = NOW + timedelta(days=1)
Do = Callable[[System], object]
May = Callable[[System], bool]


def code(number: int) -> str:
    """The code of the dossier that is filed under this number."""
    return f"H99.11-{local(FILED_AT):%y%m%d}-{number:04d}"


def dossier(number: int, procedure: str, *steps: Callable[[str], Act], **applicant: Any) -> list[Act]:
    """Somebody files a dossier, then these steps of people follow as soon as each is allowed."""
    form = {
        "procedure": procedure,
        "applicant": {**CITIZEN, **applicant},
    }

    def file(system: System) -> None:
        system.numbers.next = number
        request = read_dossier_request(form, local(FILED_AT).date())
        filed = file_dossier(system.intake, PUBLIC, request, context(f"file-{number}", FILED_AT, "public"))
        system.owners[filed.dossier.code] = Caller("owner", owner_token=filed.owner_token)

    return [Act(code(number), file), *(step(code(number)) for step in steps)]


def accept(about: str) -> Act:
    """The reception officer accepts it."""
    at = context(f"accept-{about}", ACCEPTED_AT)
    return Act(about, lambda system: accept_dossier(system.intake, OFFICER, about, at), has_calendar)


def hand_over(about: str) -> Act:
    """The result is handed over once there is one."""
    at = context(f"return-{about}", RETURNED_AT)

    def do(system: System) -> None:
        return_result(system.intake, OFFICER, about, ReturnMethod.COUNTER, ReceivedBy.APPLICANT, at)

    return Act(about, do, stands(about, Status.DONE))


def refuse(about: str) -> Act:
    """The reception officer sends it back with the reason."""
    at = context(f"refuse-{about}", ACCEPTED_AT)
    return Act(about, lambda system: refuse_dossier(system.intake, OFFICER, about, "Không thuộc thẩm quyền", at))


def supplement(about: str) -> Act:
    """The papers that somebody asked for are brought to the desk."""
    at = context(f"supplement-{about}", SUPPLEMENTED_AT)

    def do(system: System) -> None:
        supplement_dossier(system.intake, OFFICER, about, "Đã nộp bản sao có chứng thực", at)

    return Act(about, do, stands(about, Status.SUPPLEMENT_ASKED))


def withdraw(about: str) -> Act:
    """Its owner takes it back once the agency that keeps it has it in hand; earlier or later would truly differ."""
    at = context(f"withdraw-{about}", RETURNED_AT)

    def do(system: System) -> None:
        withdraw_dossier(system.intake, system.owners[about], about, "Không cần nữa", at)

    return Act(about, do, in_hand(about))


def calendar() -> list[Act]:
    """The calendar is loaded as ``init`` does, then changed twice, far behind all due dates.

    Nearer changes would make a true difference: a step's date is counted by the calendar known when its case opens.
    """

    def load(system: System) -> None:
        intake = system.services["intake"]
        load_calendar(intake.work, intake.built.parts.settings, context("calendar", FILED_AT, "service:intake"))

    return [Act("calendar", load), *(Act("calendar", _day_off(day)) for day in (date(2027, 6, 7), date(2027, 6, 8)))]


def apologise(about: str) -> Act:
    """The head apologises and gives a new date once the agency that keeps it has it in hand."""
    at = context(f"apologise-{about}", APOLOGISED_AT, "staff:leader")

    def do(system: System) -> None:
        leader = Caller("staff", "leader", frozenset({"leader"}), "H99.11")
        promised = NOW + timedelta(days=21, hours=2)
        apology.apologise(system.intake, leader, about, promised, "Đoàn thẩm định đến muộn vì mưa bão", at)

    return Act(about, do, in_hand(about))


def correct(about: str, procedure: str) -> Act:
    """It was filed under the wrong procedure, as is found once an agency has it in hand."""
    at = context(f"correct-{about}", APOLOGISED_AT)

    def do(system: System) -> None:
        right = Correction(procedure)
        correct_dossier(system.intake, OFFICER, about, right, "Ghi nhầm thủ tục khi tiếp nhận", at)

    return Act(about, do, in_hand(about))


def in_hand(about: str) -> May:
    """Whether an agency has said that it has it in hand; earlier or later would truly differ."""

    def may(system: System) -> bool:
        found = system.intake.work.load(Key(Dossier, about)).get(Dossier, about)
        return found is not None and any(task.acknowledged_at for task in found.progress.tasks.values())

    return may


def stands(about: str, *statuses: Status) -> May:
    """Whether the dossier stands so."""

    def may(system: System) -> bool:
        found = system.intake.work.load(Key(Dossier, about)).get(Dossier, about)
        return found is not None and found.status in statuses

    return may


def has_calendar(system: System) -> bool:
    """Whether the front door has begun its work: ``init`` loads the calendar before anybody accepts."""
    return bool(system.intake.work.load(Key(Calendar, "ha-son")).get(Calendar, "ha-son"))


def context(name: str, at: datetime, actor: str = "staff:reception") -> Context:
    """Who did it and when; the name is the thread by which all that follows is found."""
    return Context(actor, at, name)


def _day_off(day: date) -> Do:
    def do(system: System) -> None:
        work = system.services["intake"].work
        known = work.load(Key(Calendar, "ha-son")).get(Calendar, "ha-son")
        assert known is not None
        special = {**known.special, day: SpecialDay(day, Reason("Ngày nghỉ", "Day off"))}
        keep_calendar(work, replace(known, special=special), context(f"day-{day}", NOW, "service:intake"))

    return do
