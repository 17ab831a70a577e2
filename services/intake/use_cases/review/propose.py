"""An officer proposes what to do about a procedure, measure by measure, on the version that holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.intake.domain.errors import FieldFault, Words
from services.intake.domain.procedure import Level, OnlineLevel, Procedure
from services.intake.domain.review.proposal import Body, Measure, ProposalKind, is_shorter, papers_to_bring
from services.intake.domain.review.records import Proposal
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.use_cases.find_procedures import view_versions
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reading import MISSING, UNKNOWN_CHOICE
from services.intake.use_cases.review.changing import WORK, change_review, load_review
from services.intake.use_cases.review.typed import NO_LIMIT, SHORT, Typed, read_limit
from shared.security.caller import Caller
from shared.store.change import Context
from shared.working_time.calendar import local

NO_MEASURE = Words("Chọn ít nhất một phương án", "Choose one measure at least")
ALONE = Words("Giữ nguyên thì không kèm phương án khác", "To keep it goes with no other measure")
ONE_END = Words("Cắt giảm và gộp không đi cùng phương án khác", "A procedure that ends needs no other measure")
TWICE = Words("Phương án này đã chọn ở trên", "This measure was chosen above")
NOT_SHORTER = Words("Thời hạn mới phải ngắn hơn thời hạn đang có", "The new time must be shorter than it is")
NO_PAPERS = Words("Chọn giấy tờ bỏ đi trong danh sách của thủ tục", "Choose papers of the procedure's list")
NO_TARGET = Words("Ghi mã thủ tục khác đang có hiệu lực", "Give the code of another procedure in force")
NO_ROUTE = Words("Ghi tên quy trình khác quy trình đang dùng", "Name a route other than the one in use")
SAME_LEVEL = Words("Chọn cấp khác cấp đang giải quyết", "Choose another level than the one that decides now")
ONLINE_NOW = Words("Thủ tục đã trực tuyến toàn trình", "It is online from beginning to end already")


def propose(
    ports: Ports, caller: Caller, place: tuple[str, str], data: Mapping[str, Any], context: Context
) -> ProcedureReview:
    """``measures`` (each ``{kind, papers?, limit?, into?, route?, level?}``), ``body``, ``reason``.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, WORK)
    found = load_review(ports.work, *place)
    grant.require(unit=found.unit)
    if found.state not in (ReviewState.EXAMINED, ReviewState.PROPOSED):
        found.propose(_empty(context))  # says why not, before anything is said of the fields
    procedure = procedure_now(ports, found)
    typed = Typed(data)
    measures = read_measures(ports, typed, procedure, data.get("measures"))
    body, reason = typed.choice("body", Body), typed.long_text("reason")
    typed.must_be_right()
    if body is None:
        raise AssertionError("a missing choice is a fault")
    at = context.at.replace(microsecond=0)
    proposal = Proposal(tuple(measures), body, reason, procedure.version, at, context.actor)
    return change_review(ports, caller, WORK, place, lambda one: one.propose(proposal), context)


def procedure_now(ports: Ports, review: ProcedureReview) -> Procedure:
    """The version in force today; the last one where none is any more. Raises NotFound."""
    history = view_versions(ports, review.procedure)
    return history.on(local(ports.clock()).date()) or history.latest


def read_measures(ports: Ports, typed: Typed, procedure: Procedure, given: Any) -> list[Measure]:
    """The measures that can be read; what is wrong with the others is collected."""
    entries = [one for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []
    if not entries:
        typed.fault("/measures", NO_MEASURE)
    found: list[Measure] = []
    for place, entry in enumerate(entries):
        base = f"/measures/{place}"
        kind = next((one for one in ProposalKind if one.value == str(entry.get("kind"))), None)
        if kind is None:
            typed.fault(f"{base}/kind", UNKNOWN_CHOICE)
        elif any(one.kind is kind for one in found):
            typed.fault(f"{base}/kind", TWICE)
        else:
            measure, fault = _measure(ports, procedure, kind, entry)
            if fault is not None:
                typed.faults.append(FieldFault(f"{base}{fault.pointer}", fault.words))
            found.append(measure)
    _check_together(typed, found)
    return found


def _measure(
    ports: Ports, procedure: Procedure, kind: ProposalKind, entry: Mapping[str, Any]
) -> tuple[Measure, FieldFault | None]:
    measure, fault = Measure(kind), None
    match kind:
        case ProposalKind.SHORTEN:
            limit = read_limit(entry.get("limit"))
            measure = Measure(kind, limit=limit)
            shorter = limit is not None and is_shorter(limit, procedure.limit)
            fault = None if shorter else FieldFault("/limit", NOT_SHORTER if limit else NO_LIMIT)
        case ProposalKind.CUT_PAPERS:
            papers = _texts(entry.get("papers"))
            measure = Measure(kind, papers=papers)
            known = {one.id for one in papers_to_bring(procedure)}
            fault = None if papers and set(papers) <= known else FieldFault("/papers", NO_PAPERS)
        case ProposalKind.MERGE:
            into = str(entry.get("into") or "").strip()
            measure = Measure(kind, into=into)
            target = ports.catalogue.current(into, local(ports.clock()).date()) if into else None
            fault = None if target and into != procedure.code else FieldFault("/into", NO_TARGET)
        case ProposalKind.CHANGE_ROUTE:
            route = str(entry.get("route") or "").strip()[:SHORT]
            measure = Measure(kind, route=route)
            fault = None if route and route != procedure.route else FieldFault("/route", NO_ROUTE if route else MISSING)
        case ProposalKind.HAND_DOWN:
            level = next((one for one in Level if one.value == str(entry.get("level"))), None)
            measure = Measure(kind, level=level)
            fault = None if level and level is not procedure.level else FieldFault("/level", SAME_LEVEL)
        case ProposalKind.ONLINE if procedure.online is OnlineLevel.FULL:
            fault = FieldFault("/kind", ONLINE_NOW)
    return measure, fault


def _check_together(typed: Typed, found: Sequence[Measure]) -> None:
    if len(found) < 2:
        return
    if any(one.kind is ProposalKind.KEEP for one in found):
        typed.fault("/measures", ALONE)
    elif any(one.kind.ends_it for one in found):
        typed.fault("/measures", ONE_END)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in value)) if isinstance(value, (list, tuple)) else ()


def _empty(context: Context) -> Proposal:
    return Proposal((), Body.DEPARTMENT, "", 0, context.at, context.actor)
