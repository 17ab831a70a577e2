"""Sends codes of six digits to phones and mailboxes, and signs in whoever says one of them back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from services.intake.domain.citizen import Citizen, new_citizen
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, SignInRefused, Words
from services.intake.domain.one_time_code import DIGITS, LIFETIME, OneTimeCode, Purpose, issued
from services.intake.domain.personal import InvalidValue
from services.intake.domain.reach import Reach, Way, read_reach
from services.intake.use_cases import people_facts
from services.intake.use_cases.changing import change_one, decide_again, load_one
from services.intake.use_cases.ports import Ports
from shared.security.caller import ACCOUNT_KIND, Caller
from shared.store.change import Aggregate, AlreadyExists, Change, Context, Key

REFUSED = Words(
    "Mã chưa đúng hoặc đã hết hạn. Xem lại tin nhắn mới nhất, hoặc lấy mã khác",
    "The code is not right, or no longer valid. Look at the newest message, or ask for another code",
)
SIX_DIGITS = Words("Mã có 6 chữ số", "A code has 6 digits")


@dataclass(frozen=True, slots=True)
class SignedInCitizen:
    citizen: Citizen
    caller: Caller
    token: str


def ask_sign_in_code(ports: Ports, reach: str, context: Context, *, address: str, language: str) -> Reach:
    """Where the code goes. Nothing in it tells whether there is an account: whoever proves the address gets one.

    Raises InvalidRequest, TooManyAttempts (by network address, and by phone or mailbox), StoreAway.
    """
    return _send(ports, Purpose.SIGN_IN, read_where(reach), "", context, address, language)


def sign_in_by_code(
    ports: Ports, reach: str, code: str, context: Context, *, address: str, language: str
) -> SignedInCitizen:
    """A token for ten minutes, and an account where there was none. Raises InvalidRequest, SignInRefused,
    TooManyAttempts, StoreAway."""
    ports.limits.take("sign-in-address", address)
    where, said = read_where(reach), _six_digits(code)
    found: list[Citizen] = []

    def proved() -> tuple[Aggregate, ...]:
        id = ports.people.accounts.by_reach(where)
        known = ports.work.load(Key(Citizen, id)).get(Citizen, id) if id else None
        found[:] = [known or new_citizen(ports.people.new_id(), where, language, context.at)]
        return () if known else (found[0],)

    _prove(ports, Purpose.SIGN_IN, where, "", said, context, proved)
    caller = Caller(ACCOUNT_KIND, found[0].id)
    return SignedInCitizen(found[0], caller, ports.tokens.issue(caller, ports.clock()))


def ask_reach_code(ports: Ports, caller: Caller, reach: str, context: Context, *, address: str, language: str) -> Reach:
    """Send a code to another phone or mailbox of a signed-in person. Raises Forbidden, InvalidRequest,
    TooManyAttempts."""
    ports.access.grant(caller, "account.edit")
    return _send(ports, Purpose.NEW_REACH, read_where(reach), caller.id, context, address, language)


def confirm_reach(ports: Ports, caller: Caller, reach: str, code: str, context: Context) -> Citizen:
    """The account with this phone or mailbox. Raises Forbidden, InvalidRequest, SignInRefused, IllegalStep where
    another account has it."""
    ports.access.grant(caller, "account.edit")
    where, said = read_where(reach), _six_digits(code)
    found: list[Citizen] = []

    def proved() -> tuple[Aggregate, ...]:
        found[:] = [load_one(ports.work, Citizen, caller.id, no_account).with_reach(where)]
        return (found[0],)

    other = ports.people.accounts.by_reach(where)
    if other == caller.id:
        return load_one(ports.work, Citizen, caller.id, no_account)
    try:
        if other is not None:
            _prove(ports, Purpose.NEW_REACH, where, caller.id, said, context, lambda: ())
            raise _taken(where)
        _prove(ports, Purpose.NEW_REACH, where, caller.id, said, context, proved)
    except AlreadyExists:
        raise _taken(where) from None
    return found[0]


def drop_reach(ports: Ports, caller: Caller, way: Way, context: Context) -> Citizen:
    """The account without its phone or mailbox. Raises Forbidden, IllegalStep for the last one."""
    ports.access.grant(caller, "account.edit")
    return change_one(ports.work, Citizen, caller.id, lambda one: one.without(way), context, no_account)


def no_account() -> NotFound:
    return NotFound("unknown-account", Words("Không thấy tài khoản này", "There is no such account"))


def read_where(text: str) -> Reach:
    """Raises InvalidRequest."""
    try:
        return read_reach(text.strip()[:300])
    except InvalidValue as wrong:
        raise InvalidRequest((FieldFault("/reach", wrong.words),)) from None


def _six_digits(code: str) -> str:
    said = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", said):
        raise InvalidRequest((FieldFault("/code", SIX_DIGITS),))
    return said


def _send(
    ports: Ports, purpose: Purpose, where: Reach, account: str, context: Context, address: str, language: str
) -> Reach:
    ports.limits.take("code-address", address)
    ports.limits.take("code-reach", where.value)
    ports.limits.take("code-reach-day", where.value)
    id, issue = _id(ports, purpose, where, account), ports.people.new_id()
    code = ports.people.new_digits(DIGITS)
    digest = _digest(ports, issue, code)

    def decide() -> Change:
        before = ports.work.load(Key(OneTimeCode, id)).get(OneTimeCode, id)
        one = issued(before, id, issue, digest, context.at)
        told = people_facts.sign_in_code_issued(one, purpose, where, code, language)
        return Change(saved=(one,), facts=(told,))

    decide_again(ports.work, decide, context)
    return where


def _prove(
    ports: Ports,
    purpose: Purpose,
    where: Reach,
    account: str,
    said: str,
    context: Context,
    proved: Callable[[], tuple[Aggregate, ...]],
) -> None:
    """Count the try; where it is right, write what it proves in the same transaction. Raises SignInRefused."""
    id, right = _id(ports, purpose, where, account), False

    def decide() -> Change:
        nonlocal right
        right = False
        before = ports.work.load(Key(OneTimeCode, id)).get(OneTimeCode, id)
        if before is None:
            return Change()
        after, right = before.attempt(_digest(ports, before.issue, said), context.at)
        return Change(saved=(() if after is before else (after,)) + (proved() if right else ()))

    decide_again(ports.work, decide, context)
    if not right:
        raise SignInRefused("code-refused", REFUSED)


def _id(ports: Ports, purpose: Purpose, where: Reach, account: str) -> str:
    return ports.people.digest("one-time-code", f"{purpose.value}/{account}/{where.value}")


def _digest(ports: Ports, issue: str, code: str) -> str:
    return ports.people.digest("one-time-code/said", f"{issue}/{code}")


def _taken(where: Reach) -> IllegalStep:
    return IllegalStep(
        "reach-taken",
        Words(
            f"{where.way.words.vi} này đang là cách đăng nhập của một tài khoản khác",
            f"This {where.way.words.en.lower()} is how another account signs in",
        ),
    )


LIFETIME_MINUTES = int(LIFETIME.total_seconds() // 60)
