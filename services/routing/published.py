"""What routing tells: the events of its cases, the letter to an agency, and what it wants agencies to answer."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.routing.domain.calendar import Calendars
from services.routing.domain.case import Case, Component, Procedure, tasks_of
from services.routing.domain.route import Route, Step, new_route
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import CalendarClocks
from shared.bus.published import Published
from shared.store.change import Address, Fact

OUTCOME = validate.OneOf([outcome.value for outcome in Outcome])


class RouteReference(Schema):
    """Which version of which route."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)


class StepSchema(Schema):
    """One step of the route, with the agency's name on the day the case was opened."""

    id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    due_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "by when the agency is to be done, as planned when the case was opened"},
    )


class CaseOpened(Schema):
    """``due_at`` is the dossier's date; null where the procedure has none."""

    route = fields.Nested(RouteReference, required=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    correction = fields.Integer()


class TaskPlace(Schema):
    """Which task, and at which agency."""

    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)


class TaskDispatched(TaskPlace):
    """The task is in the agency's queue; ``due_at`` is the agency's own date."""

    dispatched_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class TaskAcknowledged(TaskPlace):
    """The agency has the task in hand."""

    acknowledged_at = fields.AwareDateTime(required=True)


class TaskResumed(TaskPlace):
    """The applicant's papers came, and the agency goes on; ``due_at`` is its new date."""

    resumed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class TaskDueChanged(TaskPlace):
    """The agency that has the task has another date, as the dossier has."""

    due_before = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)


class SupplementRequested(TaskPlace):
    """The agency wants papers of the applicant, who reads both texts; its clock stands still from ``requested_at``."""

    wanted = fields.String(required=True)
    reason = fields.String(required=True)
    requested_at = fields.AwareDateTime(required=True)


class ResultSchema(Schema):
    """The paper that was issued."""

    name = fields.String(required=True)
    number = fields.String(required=True)
    issued_at = fields.String(required=True, allow_none=True)


class CaseDecided(Schema):
    """``note`` may be read by the applicant; ``result`` is null where no paper was issued."""

    decision = fields.String(required=True, validate=validate.OneOf(["granted", "denied"]))
    decided_at = fields.AwareDateTime(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    note = fields.String(required=True)
    result = fields.Nested(ResultSchema, required=True, allow_none=True)


class ProcedureReference(Schema):
    """The procedure, as it is called in Vietnamese."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class StepReference(Schema):
    """What is asked of the agency."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    decides = fields.Boolean(
        required=True,
        metadata={"description": "false: answer done, and the next agency goes on; true: granted or denied"},
    )


class ComponentSchema(Schema):
    """One paper of the dossier; ``original`` says that the original was handed in."""

    name = fields.String(required=True)
    original = fields.Boolean(required=True)


class TaskAssigned(Schema):
    """The letter to an agency. ``task_id`` is the same however often the letter comes; it names no person."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    procedure = fields.Nested(ProcedureReference, required=True)
    step = fields.Nested(StepReference, required=True)
    applicant_kind = fields.String(required=True)
    components = fields.List(fields.Nested(ComponentSchema), required=True)
    priority = fields.Boolean(required=True)
    assigned_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class AgencyTaskResumed(Schema):
    """The letter by which an agency goes on: the papers it asked for are at the reception unit."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    procedure = fields.Nested(ProcedureReference, required=True)
    step = fields.Nested(StepReference, required=True)
    wanted = fields.String(required=True)
    resumed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class AgencyTaskDueChanged(Schema):
    """The letter by which an agency learns that its task is due at another time; ``reason`` is what the applicant was
    told."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    due_before = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class AgencyTaskRecalled(Schema):
    """The letter by which a task is taken back: stop, and answer no more."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    recalled_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class AcknowledgementWanted(Schema):
    """The agency's first answer: we have it in hand. ``officer_unit`` is a room or team, never a person.

    The envelope's ``sequence`` counts the agency's answers to this task from 1: each waits for those before it.
    """

    task_id = fields.String(required=True)
    officer_unit = fields.String(validate=validate.Length(max=200))


class SupplementWanted(Schema):
    """Papers of the applicant are missing: asked for once, in full, after the acknowledgement and before the decision.

    The applicant reads ``wanted`` and ``reason``. The task waits until ``agency.task.resumed.v1`` comes.
    """

    task_id = fields.String(required=True)
    wanted = fields.String(required=True, validate=validate.Length(min=1, max=4000))
    reason = fields.String(validate=validate.Length(max=4000))


class DecisionWanted(Schema):
    """The agency's last answer. ``note`` may be read by the applicant and is required where it is denied. A task whose
    step does not decide the case is answered with ``done``."""

    task_id = fields.String(required=True)
    decision = fields.String(required=True, validate=OUTCOME)
    note = fields.String(validate=validate.Length(max=4000))
    result = fields.Nested(ResultSchema, allow_none=True)


def _route() -> Route:
    step = Step(
        id="appraisal",
        agency="H99.11.02",
        agency_name="Phòng Nghiệp vụ Y Dược",
        agency_name_en="Medical and Pharmaceutical Affairs Division",
        calendar="H99",
        name="Thẩm định hồ sơ",
        name_en="Appraise the dossier",
        hand_back_hours=4,
    )
    return new_route("1.012278", "Cấp giấy phép hoạt động khám chữa bệnh", [step])


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
        tasks=tasks_of(route, "H99.11-261005-0001", [agency_due]),
        correlation_id="0199b1c8-7a00-7000-8000-000000000001",
        caused_by="0199b1c8-7a00-7000-8000-000000000002",
    )


ROUTE = _route()
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


def _reply(type: str, sequence: int, data: dict[str, object]) -> Fact:
    return Fact(type, OPENED.id, sequence, data, address=Address("agency.replies", f"H99-11-02.{type}"))


PUBLISHED = (
    Published(facts.CASE_OPENED, CaseOpened, facts.case_opened(OPENED, ROUTE)),
    Published(facts.TASK_DISPATCHED, TaskDispatched, facts.task_dispatched(DISPATCHED, DISPATCHED.task(TASK_ID))),
    Published(
        facts.TASK_ACKNOWLEDGED, TaskAcknowledged, facts.task_acknowledged(ACKNOWLEDGED, ACKNOWLEDGED.task(TASK_ID))
    ),
    Published(facts.SUPPLEMENT_REQUESTED, SupplementRequested, facts.supplement_requested(ASKED, ASKED.task(TASK_ID))),
    Published(facts.TASK_RESUMED, TaskResumed, facts.task_resumed(RESUMED, RESUMED.task(TASK_ID))),
    Published(
        facts.TASK_DUE_CHANGED,
        TaskDueChanged,
        facts.task_due_changed(REDATED, REDATED.task(TASK_ID), OPENED.tasks[0].due_at),
    ),
    Published(facts.CASE_DECIDED, CaseDecided, facts.case_decided(DECIDED, DECIDED.task(TASK_ID))),
    Published(facts.TASK_ASSIGNED, TaskAssigned, facts.task_assigned(DISPATCHED, DISPATCHED.task(TASK_ID), LETTERS)),
    Published(
        facts.AGENCY_TASK_RESUMED,
        AgencyTaskResumed,
        facts.agency_task_resumed(RESUMED, RESUMED.task(TASK_ID), LETTERS),
    ),
    Published(
        facts.AGENCY_TASK_DUE_CHANGED,
        AgencyTaskDueChanged,
        facts.agency_task_due_changed(
            REDATED,
            REDATED.task(TASK_ID),
            OPENED.tasks[0].due_at,
            "Đoàn thẩm định đến muộn vì mưa bão",
            LETTERS,
        ),
    ),
    Published(
        facts.AGENCY_TASK_RECALLED,
        AgencyTaskRecalled,
        facts.agency_task_recalled(RECALLED, RECALLED.task(TASK_ID), LETTERS),
    ),
    Published(
        facts.AGENCY_ACKNOWLEDGED,
        AcknowledgementWanted,
        _reply(facts.AGENCY_ACKNOWLEDGED, 1, {"task_id": TASK_ID, "officer_unit": "Tổ thẩm định"}),
        sender="agency",
    ),
    Published(
        facts.AGENCY_SUPPLEMENT_REQUESTED,
        SupplementWanted,
        _reply(
            facts.AGENCY_SUPPLEMENT_REQUESTED,
            2,
            {
                "task_id": TASK_ID,
                "wanted": "Bản sao chứng chỉ hành nghề của người chịu trách nhiệm chuyên môn",
                "reason": "Bản trong hồ sơ đã hết hạn",
            },
        ),
        sender="agency",
    ),
    Published(
        facts.AGENCY_DECIDED,
        DecisionWanted,
        _reply(
            facts.AGENCY_DECIDED,
            2,
            {"task_id": TASK_ID, "decision": "granted", "note": "Đủ điều kiện theo quy định", "result": RESULT},
        ),
        sender="agency",
    ),
)
