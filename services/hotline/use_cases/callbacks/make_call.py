"""Taking a call, and saying how it went; whom to call is shown to whoever took it, and every look is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.hotline.domain.callbacks.callback import AGAIN_AFTER, Call, Callback, State, WhyNot
from services.hotline.domain.contact import Contact, Look, Seen
from services.hotline.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.use_cases.callbacks.callback_ports import Callbacks, Place
from services.hotline.use_cases.deciding import TRIES
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Conflict, Context, Key

LIST, MAKE = "callback.list", "callback.make"
LONGEST_NOTE = 500
UNKNOWN = Words("Chưa thấy việc gọi này", "No such call")
NOTE_TOO_LONG = Words("Ghi chú dài quá 500 chữ", "The note is longer than 500 characters")
SAY_WHY = Words("Chọn vì sao không liên lạc được", "Choose why they could not be reached")
WRITE_WHY = Words("Ghi rõ lý do", "Write down the reason")
SAY_WHEN = Words("Chọn lúc gọi lại trong danh sách", "Choose one of the times to call again")
Check = Callable[[Callback], None]
MakeAnswer = Callable[[Callback], Answer | None]


@dataclass(frozen=True, slots=True)
class CallView:
    """``contact`` and ``script`` only to who has it in hand; ``in_dossier`` is the number that the dossier names."""

    callback: Callback
    contact: Contact | None
    script: str | None
    in_dossier: str | None
    dossier: KnownDossier | None


def list_callbacks(
    ports: Ports, callbacks: Callbacks, caller: Caller, *, is_open: bool, after: Place | None, limit: int
) -> Sequence[Callback]:
    """Without whom to call. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, LIST)
    return callbacks.page(is_open, after, limit)


def view_callback(ports: Ports, caller: Caller, id: str) -> CallView:
    """The call; whom to call, where the caller has it in hand. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, LIST)
    callback = _load(ports, id)
    found = ports.work.load(Key(KnownDossier, callback.about)).get(KnownDossier, callback.about)
    mine = callback.state.is_open and callback.holder == caller.id
    if not mine or callback.is_held_by_another(caller.id, ports.clock()):
        return CallView(callback, None, None, None, found)
    own = callback.contact.phone if callback.contact else None
    other = found.phone if found and found.phone != own else None
    return CallView(callback, callback.contact, callback.script, other, found)


def take_call(
    ports: Ports, caller: Caller, id: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Callback:  # fmt: skip
    """In the caller's hands; the look at whom to call is written with it.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """

    def rule(callback: Callback) -> Change:
        look = Look(
            ports.new_id(), 1, Seen.CALLBACK, callback.about, context.actor, context.at, f"gọi: {callback.event}"
        )
        return Change(saved=(callback.taken(caller.id, context.at), look))

    return _decide(ports, caller, id, rule, context, check, answer)


def release_call(
    ports: Ports, caller: Caller, id: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Callback:  # fmt: skip
    """Given back to the list. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    return _decide(
        ports, caller, id, lambda one: Change(saved=(one.released(caller.id, context.at),)), context, check, answer
    )


def finish_call(
    ports: Ports, caller: Caller, id: str, told: Mapping[str, str], context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Callback:  # fmt: skip
    """How it went: ``outcome`` is done, again (``again_in``: hours of the list) or unreachable (``reason``); ``note``.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    step = _read(told, context, caller.id)
    return _decide(ports, caller, id, lambda one: Change(saved=(step(one),)), context, check, answer)


def _read(told: Mapping[str, str], context: Context, account: str) -> Callable[[Callback], Callback]:
    note, outcome, at = told.get("note", "").strip(), told.get("outcome", ""), context.at.replace(microsecond=0)
    if len(note) > LONGEST_NOTE:
        raise InvalidRequest(FieldFault("/note", NOTE_TOO_LONG))
    if outcome == State.DONE.value:
        return lambda one: one.done(Call(at, context.actor, State.DONE, None, note), account)
    if outcome == State.AGAIN.value:
        next_at = at + _pause(told.get("again_in", ""))
        return lambda one: one.again(Call(at, context.actor, State.AGAIN, None, note), account, next_at)
    if outcome == State.UNREACHABLE.value:
        reason = next((one for one in WhyNot if one.value == told.get("reason")), None)
        if reason is None:
            raise InvalidRequest(FieldFault("/reason", SAY_WHY))
        if reason is WhyNot.OTHER and not note:
            raise InvalidRequest(FieldFault("/note", WRITE_WHY))
        return lambda one: one.unreachable(Call(at, context.actor, State.UNREACHABLE, reason, note), account)
    raise InvalidRequest(FieldFault("/outcome", Words("Chọn kết quả cuộc gọi", "Choose how the call went")))


def _pause(hours: str) -> timedelta:
    found = next((one for one in AGAIN_AFTER if hours == str(one // timedelta(hours=1))), None)
    if found is None:
        raise InvalidRequest(FieldFault("/again_in", SAY_WHEN))
    return found


def _load(ports: Ports, id: str) -> Callback:
    found = ports.work.load(Key(Callback, id)).get(Callback, id)
    if found is None:
        raise NotFound("unknown-callback", UNKNOWN)
    return found


def _decide(
    ports: Ports, caller: Caller, id: str, rule: Callable[[Callback], Change], context: Context,
    check: Check | None, answer: MakeAnswer | None,
) -> Callback:  # fmt: skip
    ports.access.grant(caller, MAKE)
    for attempt in range(1, TRIES + 1):
        callback = _load(ports, id)
        if check:
            check(callback)
        change = rule(callback)
        changed = next(one for one in change.saved if isinstance(one, Callback))
        try:
            ports.work.commit(Change(change.saved, answer=answer(changed) if answer else None), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return changed
    raise AssertionError("unreachable")
