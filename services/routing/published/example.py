"""One case through all that can happen to it: what the golden examples are made of."""

from __future__ import annotations

from datetime import UTC, datetime

from services.routing.domain.calendar import Calendars
from services.routing.domain.case import Case, Component, Procedure
from services.routing.domain.opening import tasks_of
from services.routing.domain.route import Route, new_route
from services.routing.domain.step import Step
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.use_cases.clocks import CalendarClocks
from shared.store.change import Address


def _steps() -> tuple[Step, Step]:
    """One that checks the place for a working day, then the one that decides."""
    check = Step(
        id="check",
        agency="H99.11.05",
        agency_name="Phòng Y tế khu vực Hà Sơn",
        agency_name_en="Hà Sơn Area Health Office",
        calendar="H99",
        name="Kiểm tra cơ sở",
        name_en="Check the facility",
        hours=8,
    )
    return check, _appraisal(check.id)


def _appraisal(*after: str) -> Step:
    return Step(
        id="appraisal",
        agency="H99.11.02",
        agency_name="Phòng Nghiệp vụ Y Dược",
        agency_name_en="Medical and Pharmaceutical Affairs Division",
        calendar="H99",
        name="Thẩm định hồ sơ",
        name_en="Appraise the dossier",
        hand_back_hours=4,
        after=after,
    )


def _route(*steps: Step) -> Route:
    return new_route("1.012278", "Cấp giấy phép hoạt động khám chữa bệnh", steps)


def _case(route: Route) -> Case:
    at, due = datetime(2026, 10, 5, 1, 0, tzinfo=UTC), datetime(2026, 10, 16, 10, 0, tzinfo=UTC)
    agency_due = datetime(2026, 10, 16, 4, 30, tzinfo=UTC)
    return Case(
        id="H99.11-261005-0001",
        version=1,
        reception="H99.11",
        applicant_kind="business",
        procedure=Procedure("1.012278", route.name, "Licence to run a medical facility"),
        components=(Component("Đơn đề nghị cấp giấy phép hoạt động", True),),
        route_code=route.id,
        route_version=route.version,
        priority=False,
        opened_at=at,
        due_at=due,
        tasks=tasks_of(route, "H99.11-261005-0001", [agency_due] * len(route.steps)),
        correlation_id="0199b1c8-7a00-7000-8000-000000000001",
        caused_by="0199b1c8-7a00-7000-8000-000000000002",
    )


ROUTE = _route(_appraisal())
OPENED = _case(ROUTE)
TASK_ID = OPENED.tasks[0].id
RESULT = {"name": "Giấy phép hoạt động khám chữa bệnh", "number": "1234/GPHĐ", "issued_at": "2026-10-14"}
DISPATCHED = OPENED.dispatched(TASK_ID, datetime(2026, 10, 5, 1, 0, 1, tzinfo=UTC))
ACKNOWLEDGED = DISPATCHED.acknowledged(TASK_ID, datetime(2026, 10, 5, 1, 30, tzinfo=UTC), "Tổ thẩm định")
CLOCKS = CalendarClocks(Calendars(), WORKING_TIME)
ASKED = ACKNOWLEDGED.asked(
    TASK_ID,
    datetime(2026, 10, 6, 3, 0, tzinfo=UTC),
    "Bản sao chứng chỉ hành nghề của người chịu trách nhiệm chuyên môn",
    "Bản trong hồ sơ đã hết hạn",
)
RESUMED = ASKED.resumed(
    TASK_ID,
    datetime(2026, 10, 8, 3, 0, tzinfo=UTC),
    datetime(2026, 10, 20, 10, 0, tzinfo=UTC),
    False,
    CLOCKS,
)
REDATED = ACKNOWLEDGED.redated(datetime(2026, 10, 21, 10, 0, tzinfo=UTC), 2, CLOCKS)
RECALLED = ACKNOWLEDGED.withdrawn(datetime(2026, 10, 7, 2, 0, tzinfo=UTC))
DECIDED = ACKNOWLEDGED.decided(
    TASK_ID,
    datetime(2026, 10, 14, 2, 0, tzinfo=UTC),
    Decision(Outcome.GRANTED, "Đủ điều kiện theo quy định", RESULT),
    CLOCKS,
)
LETTERS = Address("agency.tasks", "H99-11-02")
_TWO_STEPS = _case(_route(*_steps()))
_CHECK = _TWO_STEPS.tasks[0].id
FIRST_DONE = (
    _TWO_STEPS.dispatched(_CHECK, datetime(2026, 10, 5, 1, 0, 1, tzinfo=UTC))
    .acknowledged(_CHECK, datetime(2026, 10, 5, 1, 30, tzinfo=UTC), "Tổ kiểm tra")
    .decided(_CHECK, datetime(2026, 10, 6, 1, 0, tzinfo=UTC), Decision(Outcome.DONE), CLOCKS)
)
