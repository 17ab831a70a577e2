"""An operator promises the caller to call back: it stands among the calls to be made, once for each petition."""

from __future__ import annotations

from datetime import timedelta

from services.hotline.domain.callbacks.callback import AGAIN_AFTER, Callback, State
from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import FieldFault, InvalidRequest, Words
from services.hotline.use_cases.calls.hear_call import load_call
from services.hotline.use_cases.calls.take_call import ACTION
from services.hotline.use_cases.deciding import load_contact, load_petition
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Change, Context, Key

EVENT = "call_back"
SAY_WHEN = Words("Chọn lúc gọi lại trong danh sách", "Choose one of the times to call again")
OWN_OFFICERS = Words(
    "Khiếu nại, tố cáo do cán bộ phản ánh, kiến nghị gọi lại, không hẹn ở đây",
    "Petition officers call back about complaints and denunciations; nothing is promised here",
)
NO_NUMBER = Words("Ghi số điện thoại để gọi lại", "Give the number to call back")


def pause_of(hours: str) -> timedelta:
    """In how many hours, one of those offered. Raises InvalidRequest."""
    found = next((one for one in AGAIN_AFTER if hours == str(one // timedelta(hours=1))), None)
    if found is None:
        raise InvalidRequest(FieldFault("/again_in", SAY_WHEN))
    return found


def promise_callback(ports: Ports, caller: Caller, id: str, petition: str, hours: str, context: Context) -> Callback:
    """To be called about this petition, at the number that was left, else at the one that called. Operators do not
    hear of complaints and denunciations that way.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, StoreAway.
    """
    ports.access.grant(caller, ACTION)
    call, pause = load_call(ports, id), pause_of(hours)
    call.must_be_of(caller.id)
    told = load_petition(ports.work, petition)
    if told.kind.has_its_own_path:
        raise InvalidRequest(FieldFault("/again_in", OWN_OFFICERS))
    left = load_contact(ports.work, told)
    phone = left.phone or call.number
    if phone is None:
        raise InvalidRequest(FieldFault("/contact/phone", NO_NUMBER))
    at = context.at.replace(microsecond=0)
    new = Callback(
        f"{EVENT}-{told.id}", 1, told.id, EVENT, at, at + pause, State.OPEN, told.language,
        contact=Contact(left.name, phone),
    )  # fmt: skip
    try:
        ports.work.commit(Change(saved=(new,)), context)
    except AlreadyExists:  # promised before: that promise stands
        return ports.work.load(Key(Callback, new.id)).get(Callback, new.id) or new
    return new
