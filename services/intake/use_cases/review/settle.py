"""The leader decides, another body answers, the result is recorded, people can read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.procedure import Procedure
from services.intake.domain.review.proposal import is_carried_out
from services.intake.domain.review.records import Outcome, Posting, Ruling, Verdict
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.publish_procedure import load_history
from services.intake.use_cases.reading import UNKNOWN_CHOICE
from services.intake.use_cases.review import facts
from services.intake.use_cases.review.changing import DECIDE, WORK, change_review, load_review
from services.intake.use_cases.review.typed import Typed
from shared.security.caller import Caller
from shared.store.change import Context
from shared.working_time.calendar import local

FUTURE = Words("Ngày này chưa đến", "This day is still to come")
BEFORE = Words("Ngày này trước khi có quyết định", "This day is before the decision")
NO_VERSION = Words("Ghi số phiên bản của thủ tục trong danh mục", "Give the number of the procedure's version")
NOT_NEWER = Words("Phải là phiên bản đăng sau khi kiến nghị", "It must be a version published since the proposal")


def decide(
    ports: Ports, caller: Caller, place: tuple[str, str], data: Mapping[str, Any], context: Context, *, seen: int
) -> ProcedureReview:
    """``verdict``, ``reason`` (needed unless it is agreed), ``document``; ``seen`` is the version that was read.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict where it changed since, StoreAway.
    """
    typed = Typed(data)
    verdict = typed.choice("verdict", Verdict)
    reason = typed.long_text("reason", needed=verdict is not Verdict.APPROVED)
    document = typed.text("document", needed=False)
    ports.access.grant(caller, DECIDE)
    typed.must_be_right()
    if verdict is None:
        raise AssertionError("a missing choice is a fault")
    at = context.at.replace(microsecond=0)
    ruling = Ruling(verdict, at, context.actor, reason, document, local(at).date())
    return change_review(
        ports, caller, DECIDE, place, lambda one: one.decide(ruling), context, told=facts.ruled, seen=seen
    )


def record_answer(
    ports: Ports, caller: Caller, place: tuple[str, str], data: Mapping[str, Any], context: Context
) -> ProcedureReview:
    """What the province or ministry said: ``verdict`` (approved, declined), ``document``, ``day``, ``reason``.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    typed = Typed(data)
    verdict = typed.choice("verdict", Verdict)
    if verdict is Verdict.RETURNED:
        typed.fault("/verdict", UNKNOWN_CHOICE)
    document, reason, day = typed.text("document"), typed.long_text("reason", needed=False), typed.day("day")
    _not_in_future(ports, typed, "/day", day)
    ports.access.grant(caller, WORK)
    typed.must_be_right()
    if verdict is None:
        raise AssertionError("a missing choice is a fault")
    answer = Ruling(verdict, context.at.replace(microsecond=0), context.actor, reason, document, day)
    return change_review(ports, caller, WORK, place, lambda one: one.answered(answer), context, told=facts.answered)


def record_outcome(
    ports: Ports, caller: Caller, place: tuple[str, str], data: Mapping[str, Any], context: Context
) -> ProcedureReview:
    """``document``, ``in_force``, ``note``, and ``catalogue_version`` where a version shows it: what that version does
    not hold was not carried out. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, WORK)
    found = load_review(ports.work, *place)
    grant.require(unit=found.unit)
    typed = Typed(data)
    document, note, in_force = typed.text("document"), typed.long_text("note", needed=False), typed.day("in_force")
    version = _number(data.get("catalogue_version"))
    at = context.at.replace(microsecond=0)
    if found.state is ReviewState.APPROVED:
        _check_version(ports, typed, found, version)
        typed.must_be_right()
    outcome = Outcome(document, in_force or local(at).date(), note, at, context.actor, version)
    return change_review(ports, caller, WORK, place, lambda one: one.carry_out(outcome), context)


def post_review(
    ports: Ports, caller: Caller, place: tuple[str, str], data: Mapping[str, Any], context: Context
) -> ProcedureReview:
    """``day`` from which people can read of it, and ``where``.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    typed = Typed(data)
    day, where = typed.day("day"), typed.text("where")
    _not_in_future(ports, typed, "/day", day)
    ports.access.grant(caller, WORK)
    typed.must_be_right()
    if day is None:
        raise AssertionError("a missing day is a fault")
    posting = Posting(day, where, context.at.replace(microsecond=0), context.actor)

    def step(one: ProcedureReview) -> ProcedureReview:
        posted = one.post(posting)
        if one.ruling and day < local(one.ruling.at).date():
            raise InvalidRequest((FieldFault("/day", BEFORE),))
        return posted

    return change_review(ports, caller, WORK, place, step, context, told=facts.posted)


def _check_version(ports: Ports, typed: Typed, review: ProcedureReview, number: int | None) -> None:
    proposal = review.proposal
    if proposal is None or not any(one.kind.is_in_catalogue for one in proposal.measures):
        return
    version: Procedure | None = load_history(ports.work, review.procedure).numbered(number) if number else None
    if version is None:
        typed.fault("/catalogue_version", NO_VERSION)
        return
    if version.version <= proposal.based_on:
        typed.fault("/catalogue_version", NOT_NEWER)
        return
    for one in proposal.measures:
        if not is_carried_out(one, version):
            vi, en = one.kind.words.vi.lower(), one.kind.words.en.lower()
            told = Words(
                f"Phiên bản {version.version} chưa thể hiện: {vi}", f"Version {version.version} does not show: {en}"
            )
            typed.fault("/catalogue_version", told)


def _not_in_future(ports: Ports, typed: Typed, pointer: str, day: date | None) -> None:
    if day is not None and day > local(ports.clock()).date():
        typed.fault(pointer, FUTURE)


def _number(value: Any) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
