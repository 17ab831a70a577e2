"""What whoever petitioned may still do: say more, and have it looked into once more; or the desk in their name."""

from __future__ import annotations

from services.hotline.domain.clocks import steps
from services.hotline.domain.petition import Petition
from services.hotline.use_cases import facts
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.clocks.keep_clocks import step
from services.hotline.use_cases.deciding import Check, MakeAnswer, load_contact
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.track_petition import track_petition
from shared.security.caller import Caller
from shared.store.change import Context, Fact

REOPEN, REPLY = "petition.reopen", "petition.reply"


def reopen_petition(
    clocks: ClockPorts, caller: Caller, code: str, why: str, context: Context, *,
    check: Check | None = None, answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """By the desk, as whoever petitioned asked for it: looked into once more, within the rule's days.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    clocks.ports.access.grant(caller, REOPEN)
    return _reopen(clocks, code, why, context, check, answer)


def reopen_own(
    clocks: ClockPorts, caller: Caller, code: str, key: str, why: str, context: Context, *, address: str,
    answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """By whoever holds code and key. Raises Forbidden, NotFound, TooManyAttempts, InvalidRequest, IllegalStep."""
    clocks.ports.access.grant(caller, REPLY)
    found = track_petition(clocks.ports, code, key, address=address)
    return _reopen(clocks, found.code, why, context, answer=answer)


def reply_own(
    clocks: ClockPorts, caller: Caller, code: str, key: str, text: str, context: Context, *, address: str,
    answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    """More from whoever holds code and key; where it was waited for, the clocks run on.

    Raises Forbidden, NotFound, TooManyAttempts, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    clocks.ports.access.grant(caller, REPLY)
    found = track_petition(clocks.ports, code, key, address=address)
    said, at, calendar = read_told(text, "/text"), context.at.replace(microsecond=0), clocks.ports.calendar()

    def move(petition: Petition) -> Petition:
        return steps.replied(petition, said, at, context.actor, calendar)

    return step(clocks, found.code, move, context, answer=answer)


def _reopen(
    clocks: ClockPorts, code: str, why: str, context: Context, check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:  # fmt: skip
    said, at, calendar = read_told(why, "/why"), context.at.replace(microsecond=0), clocks.ports.calendar()

    named: list[Petition] = []

    def move(petition: Petition) -> Petition:
        """One that was answered earlier than the named one may be too old by now: it stays as it is."""
        rules = clocks.rules_of(petition)
        if named and named[0].id != petition.id and not steps.may_reopen(petition, at, rules, calendar):
            return petition
        named[:] = named or [petition]
        return steps.reopened(petition, said, at, context.actor, clocks.rules_of(petition), calendar)

    def telling(petition: Petition) -> tuple[Fact, ...]:
        return (facts.reopened(petition, load_contact(clocks.ports.work, petition), at),)

    return step(clocks, code, move, context, check, answer, telling, together=True)
