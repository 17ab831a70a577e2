"""Plans a round: its period, its procedures, who reviews each and by when; changes the plan later."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.procedure import Procedure
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.records import Act, Entry
from services.intake.domain.review.review import ProcedureReview
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reading import MISSING
from services.intake.use_cases.review.changing import PLAN, change_review, load_round
from services.intake.use_cases.review.typed import Typed
from services.intake.use_cases.review_ports import ReviewDesk
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Key
from shared.working_time.calendar import local

LONGEST = timedelta(days=366 * 2)
MOST_PROCEDURES = 500
UPSIDE_DOWN = Words("Ngày cuối phải sau ngày đầu", "The last day comes after the first")
TOO_LONG = Words("Kỳ số liệu không quá hai năm", "The period is two years at most")
NO_OFFICER = Words("Không có cán bộ này ở đơn vị", "The unit has no such officer")
NO_PROCEDURE = Words("Không có thủ tục này trong danh mục", "The catalogue has no such procedure")
PAST = Words("Ngày này đã qua", "This day is over")
TOO_MANY = Words(f"Mỗi lần không quá {MOST_PROCEDURES} thủ tục", f"At most {MOST_PROCEDURES} procedures at once")


def plan_round(
    ports: Ports, desk: ReviewDesk, caller: Caller, data: Mapping[str, Any], context: Context
) -> ReviewRound:
    """A round with its first procedures: ``name``, ``basis``, ``since``, ``until``, ``procedures`` (codes), ``officer``
    (an account), ``due_on``. Raises Forbidden, InvalidRequest, StoreAway."""
    ports.access.grant(caller, PLAN).require(unit=ports.unit.code)
    typed = Typed(data)
    name, basis = typed.text("name"), typed.text("basis")
    since, until = typed.day("since"), typed.day("until")
    if since and until and until < since:
        typed.fault("/until", UPSIDE_DOWN)
    elif since and until and until - since > LONGEST:
        typed.fault("/until", TOO_LONG)
    officer, due_on = _who_and_when(ports, desk, typed)
    chosen = _procedures(ports, typed, data.get("procedures"))
    typed.must_be_right()
    if since is None or until is None or due_on is None:
        raise AssertionError("a missing day is a fault")
    at = context.at.replace(microsecond=0)
    id = f"{local(at):%y%m}-{secrets.token_hex(3)}"
    planned = ReviewRound(id, 1, ports.unit.code, name, since, until, basis, context.actor, at)
    reviews = [_review(planned, one, officer, due_on, context) for one in chosen]
    ports.work.commit(Change(saved=(planned, *reviews)), context)
    return planned


def add_procedures(
    ports: Ports, desk: ReviewDesk, caller: Caller, round: str, data: Mapping[str, Any], context: Context
) -> Sequence[ProcedureReview]:
    """Further ``procedures`` for ``officer`` by ``due_on``; those that are in the round stay as they are. What was
    added. Raises Forbidden, NotFound, InvalidRequest, Conflict, StoreAway."""
    found = load_round(ports, caller, PLAN, round)
    typed = Typed(data)
    officer, due_on = _who_and_when(ports, desk, typed)
    chosen = _procedures(ports, typed, data.get("procedures"))
    typed.must_be_right()
    if due_on is None:
        raise AssertionError("a missing day is a fault")
    keys = [Key(ProcedureReview, f"{found.id}:{one.code}") for one in chosen]
    there = ports.work.load(*keys)
    added = [
        _review(found, one, officer, due_on, context)
        for one, key in zip(chosen, keys, strict=True)
        if there.get(ProcedureReview, key.id) is None
    ]
    if added:
        ports.work.commit(Change(saved=tuple(added)), context)
    return added


def replan(
    ports: Ports, desk: ReviewDesk, caller: Caller, place: tuple[str, str], data: Mapping[str, Any], context: Context
) -> ProcedureReview:
    """Another ``officer`` or ``due_on``. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict."""
    ports.access.grant(caller, PLAN)
    typed = Typed(data)
    officer, due_on = _who_and_when(ports, desk, typed)
    typed.must_be_right()
    if due_on is None:
        raise Conflict("unreachable: a missing day is a fault")
    at = context.at.replace(microsecond=0)
    return change_review(
        ports, caller, PLAN, place, lambda one: one.replan(officer, due_on, at, context.actor), context
    )


def _who_and_when(ports: Ports, desk: ReviewDesk, typed: Typed) -> tuple[str, date | None]:
    officer, due_on = typed.text("officer"), typed.day("due_on")
    if officer and officer not in {one.username for one in desk.officers.reviewers(ports.unit.code)}:
        typed.fault("/officer", NO_OFFICER)
    if due_on is not None and due_on < local(ports.clock()).date():
        typed.fault("/due_on", PAST)
    return officer, due_on


def _procedures(ports: Ports, typed: Typed, codes: Any) -> list[Procedure]:
    wanted = list(dict.fromkeys(str(one).strip() for one in codes)) if isinstance(codes, (list, tuple)) else []
    today = local(ports.clock()).date()
    if not wanted:
        typed.fault("/procedures", MISSING)
    if len(wanted) > MOST_PROCEDURES:
        raise InvalidRequest((FieldFault("/procedures", TOO_MANY),))
    found = [(code, ports.catalogue.current(code, today)) for code in wanted]
    for place, (_, procedure) in enumerate(found):
        if procedure is None:
            typed.fault(f"/procedures/{place}", NO_PROCEDURE)
    return [procedure for _, procedure in found if procedure is not None]


def _review(round: ReviewRound, of: Procedure, officer: str, due_on: date, context: Context) -> ProcedureReview:
    entry = Entry(Act.PLANNED, context.at.replace(microsecond=0), context.actor)
    return ProcedureReview(round.id, of.code, of.name, 1, round.unit, officer, due_on, history=(entry,))
