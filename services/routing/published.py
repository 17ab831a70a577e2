"""What routing tells: the events of its cases, the letter to an agency, and what it wants agencies to answer."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.routing.domain.case import Case, Component, Procedure, tasks_of
from services.routing.domain.route import Route, Step, new_route
from services.routing.domain.task import Decision, Outcome
from services.routing.use_cases import facts
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


class CaseOpened(Schema):
    """``due_at`` is the dossier's date; null where the procedure has none."""

    route = fields.Nested(RouteReference, required=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)


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


class ResultSchema(Schema):
    """The paper that was issued."""

    name = fields.String(required=True)
    number = fields.String(required=True)
    issued_at = fields.String(required=True, allow_none=True)


class CaseDecided(Schema):
    """``note`` may be read by the applicant; ``result`` is null where no paper was issued."""

    decision = fields.String(required=True, validate=OUTCOME)
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


class AcknowledgementWanted(Schema):
    """The agency's first answer: we have it in hand. ``officer_unit`` is a room or team, never a person."""

    task_id = fields.String(required=True)
    officer_unit = fields.String(validate=validate.Length(max=200))


class DecisionWanted(Schema):
    """The agency's last answer. ``note`` may be read by the applicant and is required where it is denied."""

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
DECIDED = ACKNOWLEDGED.decided(
    TASK_ID, datetime(2026, 10, 14, 2, 0, tzinfo=UTC), Decision(Outcome.GRANTED, "Đủ điều kiện theo quy định", RESULT)
)

PUBLISHED = (
    Published(facts.CASE_OPENED, CaseOpened, facts.case_opened(OPENED, ROUTE)),
    Published(facts.TASK_DISPATCHED, TaskDispatched, facts.task_dispatched(DISPATCHED, DISPATCHED.task(TASK_ID))),
    Published(
        facts.TASK_ACKNOWLEDGED, TaskAcknowledged, facts.task_acknowledged(ACKNOWLEDGED, ACKNOWLEDGED.task(TASK_ID))
    ),
    Published(facts.CASE_DECIDED, CaseDecided, facts.case_decided(DECIDED, DECIDED.task(TASK_ID))),
    Published(
        facts.TASK_ASSIGNED,
        TaskAssigned,
        facts.task_assigned(DISPATCHED, DISPATCHED.task(TASK_ID), Address("agency.tasks", "H99-11-02")),
    ),
    Published(
        facts.AGENCY_ACKNOWLEDGED,
        AcknowledgementWanted,
        Fact(
            facts.AGENCY_ACKNOWLEDGED,
            OPENED.id,
            1,
            {"task_id": TASK_ID, "officer_unit": "Tổ thẩm định"},
            address=Address("agency.replies", f"H99-11-02.{facts.AGENCY_ACKNOWLEDGED}"),
        ),
        sender="agency",
    ),
    Published(
        facts.AGENCY_DECIDED,
        DecisionWanted,
        Fact(
            facts.AGENCY_DECIDED,
            OPENED.id,
            2,
            {"task_id": TASK_ID, "decision": "granted", "note": "Đủ điều kiện theo quy định", "result": RESULT},
            address=Address("agency.replies", f"H99-11-02.{facts.AGENCY_DECIDED}"),
        ),
        sender="agency",
    ),
)
