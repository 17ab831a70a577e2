"""What a weekly review decides, and what is done about it: reported, moved, done, given up; nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from services.hotline.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.hotline.domain.review.decision import Decision, new_decision
from services.hotline.domain.review.figures import place_figures
from services.hotline.use_cases.deciding import TRIES
from services.hotline.use_cases.review.review_ports import ReviewPorts
from services.hotline.use_cases.review.view_review import VIEW, load_review
from shared.security.access import Grant, Scope
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Conflict, Context, Key
from shared.working_time.calendar import local

DECIDE, FOLLOW = "review.decide", "review.follow"
LONGEST_TEXT = 1000
FURTHEST = timedelta(days=366)
UNKNOWN = Words("Chưa thấy việc này", "No such decision")
EMPTY = Words("Ghi rõ việc", "Write it down")
TOO_LONG = Words("Dài quá 1.000 chữ", "Longer than 1,000 characters")
NO_OWNER = Words("Chọn người làm trong danh sách", "Choose an owner of the list")
BAD_DAY = Words("Chọn một ngày, từ hôm nay đến một năm sau", "Choose a day, from today to a year from now")
NO_PLACE = Words("Báo cáo không có bước này", "The review has no such step")
NO_STEP = Words("Chọn việc đã làm", "Choose what was done")
Check = Callable[[Decision], None]
MakeAnswer = Callable[[Decision], Answer | None]


def decide(
    review: ReviewPorts, caller: Caller, week: str, told: Mapping[str, str], context: Context, *,
    answer: MakeAnswer | None = None,
) -> Decision:  # fmt: skip
    """A decision of a frozen review: ``text``, ``owner`` (account), ``due`` (ISO day), ``about`` (a place's key or
    empty). Raises Forbidden, NotFound, InvalidRequest, StoreAway."""
    review.ports.access.grant(caller, DECIDE)
    found = load_review(review, week)
    places = {one["key"]: one for one in found.figures["places"]}
    about, text = told.get("about", ""), told.get("text", "").strip()
    owner, due = told.get("owner", ""), _day(told.get("due", ""), context)
    faults = [*_text_faults(text), *_owner_faults(review, owner)]
    faults += [FieldFault("/due", BAD_DAY)] * (due is None) + [FieldFault("/about", NO_PLACE)] * (
        bool(about) and about not in places
    )
    if faults or due is None:
        raise InvalidRequest(*faults)
    then = place_figures(places[about]) if about else {}
    at = context.at.replace(microsecond=0)
    made = new_decision(review.ports.new_id(), found.id, text, owner, due, at, context.actor, about, then)
    review.ports.work.commit(Change(saved=(made,), answer=answer(made) if answer else None), context)
    return made


def view_decision(review: ReviewPorts, caller: Caller, id: str) -> Decision:
    """Of whom decides all, else one's own. Raises Forbidden, NotFound, StoreAway."""
    grant = review.ports.access.grant(caller, VIEW)
    return _own(grant, review.ports.work.load(Key(Decision, id)).get(Decision, id))


def follow(
    review: ReviewPorts, caller: Caller, id: str, step: str, told: Mapping[str, str], context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Decision:  # fmt: skip
    """``report``, ``done``, ``drop`` or ``move`` (to another ``owner`` or ``due``), each with its ``text``. Moving and
    giving up are for who decides; reporting also for the owner.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    grant = review.ports.access.grant(caller, DECIDE if step in ("move", "drop") else FOLLOW)
    for attempt in range(1, TRIES + 1):
        decision = _own(grant, review.ports.work.load(Key(Decision, id)).get(Decision, id))
        if check:
            check(decision)
        changed = _stepped(review, decision, step, told, context)
        try:
            review.ports.work.commit(Change(saved=(changed,), answer=answer(changed) if answer else None), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return changed
    raise AssertionError("unreachable")


def _own(grant: Grant, decision: Decision | None) -> Decision:
    if decision is None or not (Scope.ALL in grant.scopes or decision.owner == grant.caller.id):
        raise NotFound("unknown-decision", UNKNOWN)
    return decision


def _stepped(review: ReviewPorts, decision: Decision, step: str, told: Mapping[str, str], context: Context) -> Decision:
    text, at, who = told.get("text", "").strip(), context.at.replace(microsecond=0), context.actor
    faults = _text_faults(text)
    if step == "move":
        owner = told.get("owner", "") or decision.owner
        wanted = told.get("due", "")
        due = _day(wanted, context) if wanted else decision.due
        faults += _owner_faults(review, owner) + [FieldFault("/due", BAD_DAY)] * (due is None)
        if faults or due is None:
            raise InvalidRequest(*faults)
        return decision.moved(text, owner, due, at, who)
    steps = {"report": decision.reported, "done": decision.done, "drop": decision.dropped}
    if step not in steps:
        faults.append(FieldFault("/step", NO_STEP))
    if faults:
        raise InvalidRequest(*faults)
    return steps[step](text, at, who)


def _text_faults(text: str) -> list[FieldFault]:
    if not text:
        return [FieldFault("/text", EMPTY)]
    return [FieldFault("/text", TOO_LONG)] if len(text) > LONGEST_TEXT else []


def _owner_faults(review: ReviewPorts, owner: str) -> list[FieldFault]:
    return [] if owner in review.owners() else [FieldFault("/owner", NO_OWNER)]


def _day(text: str, context: Context) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    today = local(context.at).date()
    return day if today <= day <= today + FURTHEST else None
