"""Writes down meetings about a matter, and what came of them; a second one on the same matter needs a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.hotline.domain.matters.matter import MatterAct, MatterEntry
from services.hotline.domain.matters.meeting import Meeting, Meetings, MeetingState, must_say_why
from services.hotline.domain.petition import Petition, Status
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.matters.together import load_matter, until_settled
from services.hotline.use_cases.petition_request import MISSING, NOT_TEXT
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Aggregate, Answer, Change, Context, Key
from shared.text import normalise
from shared.working_time.calendar import ZONE

KEEP, VIEW = "meeting.keep", "petition.view"
LONGEST = {"with": 300, "about": 500, "result": 2000, "reason_again": 500}
SHORTEST_REASON = 10
TOO_FAR = timedelta(days=366)
NO_TIME = Words("Ghi ngày và giờ, như 2026-11-27T14:00", "Give day and time, such as 2026-11-27T14:00")
WRONG_TIME = Words("Ngày này xa quá, xem lại", "This day is too far away")
NOT_YET = Words("Buổi làm việc chưa tới, chưa có kết quả", "The meeting is yet to come, there is no result")
SAY_MORE = Words("Ghi rõ hơn một chút (ít nhất 10 chữ cái)", "Please say a little more (10 characters at least)")
NO_OUTCOME = Words("Chọn đã làm việc hoặc đã hủy hẹn", "Choose held or called off")


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting and the contact at which it was written down."""

    petition: str
    meeting: Meeting


def view_meetings(ports: Ports, caller: Caller, code: str) -> tuple[MeetingView, ...]:
    """All meetings of the petition's matter, the latest first. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, VIEW)
    return meetings_of(ports, load_petition(ports.work, code))


def meetings_of(ports: Ports, petition: Petition) -> tuple[MeetingView, ...]:
    """The same of a petition that the caller sees already. Raises StoreAway, Conflict."""

    def step() -> tuple[MeetingView, ...]:
        contacts = _contacts(ports, load_petition(ports.work, petition.id) if petition.matter else petition)
        found = [MeetingView(one.id, each) for one in _loaded(ports, contacts).values() for each in one.all]
        return tuple(sorted(found, key=lambda one: (one.meeting.held_at, one.meeting.id), reverse=True))

    return until_settled(step)


def keep_meeting(
    ports: Ports,
    caller: Caller,
    code: str,
    told: Mapping[str, Any],
    context: Context,
    *,
    answer: Callable[[MeetingView], Answer | None] | None = None,
) -> MeetingView:
    """A meeting that was held or is arranged: ``held_at``, ``with``, ``about``, ``result`` (of one that was held),
    ``reason_again`` (where the matter had one before).

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, KEEP)
    meeting = _read(ports, told, context)

    def step() -> MeetingView:
        petition = load_petition(ports.work, code)
        if petition.status is Status.HANDED_OVER:
            raise IllegalStep(
                "own-legal-path",
                Words(
                    "Khiếu nại, tố cáo có đường riêng theo luật, buổi làm việc ghi ở hồ sơ của đường ấy",
                    "A complaint or denunciation has its own path by law; its meetings are kept there",
                ),
            )
        matter, _ = load_matter(ports.work, petition)
        known = _loaded(ports, _contacts(ports, petition))
        must_say_why(known.values(), meeting.reason_again)
        saved: tuple[Aggregate, ...] = (known[petition.id].with_one(meeting),)
        if matter is not None:  # two first meetings at once must not both pass: they meet here
            entry = MatterEntry(MatterAct.MET, meeting.kept_at, meeting.kept_by, petition.id)
            saved = (*saved, matter.noted(entry))
        view = MeetingView(petition.id, meeting)
        ports.work.commit(Change(saved, answer=answer(view) if answer else None), context)
        return view

    return until_settled(step)


def end_meeting(
    ports: Ports, caller: Caller, code: str, id: str, told: Mapping[str, Any], context: Context
) -> MeetingView:
    """What came of an arranged one: ``outcome`` held or called_off, ``result`` (what came of it, or why not).

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, KEEP)
    state = next((one for one in MeetingState if one.value == told.get("outcome")), None)
    if state in (None, MeetingState.PLANNED):
        raise InvalidRequest(FieldFault("/outcome", NO_OUTCOME))
    result = _text(told, "result", shortest=1)

    def step() -> MeetingView:
        petition = load_petition(ports.work, code)
        kept = _loaded(ports, (petition.id,))[petition.id]
        after = kept.ended(id, state, result)
        ports.work.commit(Change((after,)), context)
        return MeetingView(petition.id, next(one for one in after.all if one.id == id))

    return until_settled(step)


def _contacts(ports: Ports, petition: Petition) -> tuple[str, ...]:
    matter, _ = load_matter(ports.work, petition)
    return matter.petitions if matter else (petition.id,)


def _loaded(ports: Ports, codes: tuple[str, ...]) -> dict[str, Meetings]:
    loaded = ports.work.load(*(Key(Meetings, code) for code in codes))
    return {code: loaded.get(Meetings, code) or Meetings(code) for code in codes}


def _read(ports: Ports, told: Mapping[str, Any], context: Context) -> Meeting:
    """All wrong fields are named at once. Raises InvalidRequest."""
    faults: list[FieldFault] = []
    values: dict[str, str] = {}
    at = _moment(told.get("held_at"), context.at, faults)
    ahead = at is not None and at > context.at
    needed = {"with": 2, "about": 3, "result": 0 if ahead else 3, "reason_again": 0}
    for name, shortest in needed.items():
        try:
            values[name] = _text(told, name, shortest=shortest)
        except InvalidRequest as refused:
            faults += refused.faults
    if ahead and values.get("result"):
        faults.append(FieldFault("/result", NOT_YET))
    if 0 < len(values.get("reason_again", "")) < SHORTEST_REASON:
        faults.append(FieldFault("/reason_again", SAY_MORE))
    if faults or at is None:
        raise InvalidRequest(*faults)
    state = MeetingState.PLANNED if ahead else MeetingState.HELD
    kept_at = context.at.replace(microsecond=0)
    return Meeting(
        ports.new_id(), at, values["with"], values["about"], state, kept_at, context.actor,
        values["result"], values["reason_again"],
    )  # fmt: skip


def _moment(value: Any, now: datetime, faults: list[FieldFault]) -> datetime | None:
    """With an offset, or as Viet Nam's clocks show it."""
    try:
        at = datetime.fromisoformat(value.strip())
    except (AttributeError, ValueError):
        faults.append(FieldFault("/held_at", NO_TIME if value else MISSING))
        return None
    at = (at if at.tzinfo else at.replace(tzinfo=ZONE)).replace(microsecond=0)
    if abs(at - now) > TOO_FAR:
        faults.append(FieldFault("/held_at", WRONG_TIME))
        return None
    return at


def _text(told: Mapping[str, Any], name: str, *, shortest: int) -> str:
    value = told.get(name) or ""
    if not isinstance(value, str):
        raise InvalidRequest(FieldFault(f"/{name}", NOT_TEXT))
    text = normalise(value)
    if len(text) < shortest:
        raise InvalidRequest(FieldFault(f"/{name}", MISSING))
    if len(text) > LONGEST[name]:
        longest = LONGEST[name]
        raise InvalidRequest(
            FieldFault(f"/{name}", Words(f"Dài quá {longest} chữ", f"Longer than {longest} characters"))
        )
    return text
