"""What an operator does during a call: take it, see what the same number told before, write down, answer, end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.hotline.domain.calls.call import LONGEST, Call, OnTheSpot
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.calls.call_ports import Calls
from services.hotline.use_cases.calls.hear_call import changed, load_call, look_at
from services.hotline.use_cases.doors.look import VIEW_CONFIDENTIAL
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context

ACTION = "call.take"
MOST_LIVE, MOST_EARLIER = 50, 10
SHORTEST_SAID = 3


@dataclass(frozen=True, slots=True)
class CallView:
    """``call`` shows its number, and ``petitions`` and ``calls`` (earlier ones, the latest first) are told, only to
    whoever has it: ``mine``."""

    call: Call
    mine: bool
    petitions: Sequence[Petition] = ()
    calls: Sequence[Call] = ()


def live_calls(ports: Ports, calls: Calls, caller: Caller) -> Sequence[Call]:
    """Calls that ring, and those that are being heard. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, ACTION)
    return calls.live(ports.clock() - LONGEST, MOST_LIVE)


def view_call(ports: Ports, calls: Calls, caller: Caller, id: str) -> CallView:
    """The call; what is known of the number only to who has it. Complaints and denunciations are shown to nobody but
    their own officers, not even that there are any. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, ACTION)
    call = load_call(ports, id)
    if call.operator != caller.id:
        return CallView(_without_number(call), mine=False)
    if call.number is None:
        return CallView(call, mine=True)
    confidential = bool(ports.access.scopes(caller.all_roles, VIEW_CONFIDENTIAL))
    told = [
        one for one in calls.petitions_of(call.number, MOST_EARLIER) if confidential or not one.kind.has_its_own_path
    ]
    earlier = [one for one in calls.of_number(call.number, MOST_EARLIER) if one.id != call.id]
    return CallView(call, mine=True, petitions=told, calls=earlier)


def take_call(ports: Ports, caller: Caller, id: str, context: Context) -> Call:
    """In the caller's hands; the look at the number is written with it.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, ACTION)
    call = load_call(ports, id)
    taken = call.taken(caller.id, _whole(context.at))
    if taken is call:
        return call
    look = look_at(ports, call, caller.actor, context)
    try:
        ports.work.commit(Change(saved=(taken, look)), context)
    except Conflict:  # somebody else took it: then this says so
        return load_call(ports, id).taken(caller.id, _whole(context.at))
    return taken


def hang_up(ports: Ports, caller: Caller, id: str, context: Context) -> Call:
    """Over, by the operator who has it. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    return _step(ports, caller, id, lambda one: one.ended(_whole(context.at)), context)


def note_petition(ports: Ports, caller: Caller, id: str, petition: str, context: Context) -> Call:
    """The petition of this code was written down during it. Raises Forbidden, NotFound, IllegalStep, Conflict."""
    return _step(ports, caller, id, lambda one: one.wrote(petition, caller.id), context)


def answer_at_once(ports: Ports, caller: Caller, id: str, question: str, said: str, context: Context) -> Call:
    """Asked and answered, nothing is left to do: what was asked and said is kept, sealed.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    spot = OnTheSpot(
        read_told(question, "/text", shortest=SHORTEST_SAID), read_told(said, "/said", shortest=SHORTEST_SAID)
    )
    return _step(ports, caller, id, lambda one: one.answered(spot, caller.id, _whole(context.at)), context)


def _step(ports: Ports, caller: Caller, id: str, step: Callable[[Call], Call], context: Context) -> Call:
    ports.access.grant(caller, ACTION)

    def own(call: Call) -> Call:
        call.must_be_of(caller.id)
        return step(call)

    return changed(ports, id, own, context)


def _without_number(call: Call) -> Call:
    return Call(call.id, call.version, None, call.line, call.started_at, call.operator, call.taken_at, call.ended_at)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
