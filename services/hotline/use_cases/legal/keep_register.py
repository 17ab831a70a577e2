"""The confidential register: petition officers list it, look into a case (each look written down), enter a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.hotline.domain.legal.case import Entry, LegalCase, Limit, Step
from services.hotline.domain.legal.law import Path, law_in_force
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.legal.legal_ports import LegalPorts, Place
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Conflict, Context, Key
from shared.working_time.calendar import local

VIEW, STEP = "register.view", "register.step"
TRIES = 3
LONGEST = {"note": 2000, "paper": 200, "to": 300}
UNKNOWN = Words("Chưa thấy trong sổ", "Not in the register")
TOO_LONG = Words("Dài quá, xin rút gọn", "Too long, please shorten it")
CHOOSE = Words("Chọn một bước trong danh sách", "Choose one of the steps")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the list: the case and the limit that ends first, if one runs."""

    case: LegalCase
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """All of one case, and the petition with what was told."""

    case: LegalCase
    petition: Petition
    limits: tuple[Limit, ...]


def list_register(
    ports: Ports, legal: LegalPorts, caller: Caller, *, is_open: bool, after: Place | None = None, limit: int = 50
) -> Sequence[CaseRow]:
    """Up to ``limit`` cases, what people wrote left closed. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VIEW)
    calendar = ports.calendar()
    return [
        CaseRow(one, one.next_limit(path_of(legal, one), calendar)) for one in legal.cases.page(is_open, after, limit)
    ]


def view_case(ports: Ports, legal: LegalPorts, caller: Caller, code: str, context: Context) -> CaseView:
    """The case; the look is written before anything is shown. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, VIEW)
    petition = load_petition(ports.work, code)
    case = load_case(ports, petition.id)
    look = Look(ports.new_id(), 1, Seen.REGISTER, case.id, context.actor, context.at, context.why or "xem sổ")
    ports.work.commit(Change(saved=(look,)), context)
    return CaseView(case, petition, case.limits(path_of(legal, case), ports.calendar()))


def enter_step(
    ports: Ports, legal: LegalPorts, caller: Caller, code: str, told: Mapping[str, str], context: Context, *,
    check: Callable[[LegalCase], None] | None = None, answer: Callable[[LegalCase], Answer | None] | None = None,
) -> LegalCase:  # fmt: skip
    """One line further along the path: ``step``, ``note``, ``paper``, ``to``, ``complex``. ``check`` may refuse to
    decide on the state found; ``answer`` is that of an Idempotency-Key. What was no complaint or denunciation after all
    goes another way (``classify``).

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, STEP)
    entry = read_entry(told, context)
    for attempt in range(1, TRIES + 1):
        case = load_case(ports, load_petition(ports.work, code).id)
        if check:
            check(case)
        after = case.stepped(entry, path_of(legal, case), is_complex=bool(told.get("complex")))
        try:
            ports.work.commit(Change(saved=(after,), answer=answer(after) if answer else None), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return after
    raise AssertionError("unreachable")


def read_entry(told: Mapping[str, str], context: Context) -> Entry:
    """Raises InvalidRequest."""
    step = next((one for one in Step if one.value == told.get("step") and one not in (Step.RECEIVED, Step.BACK)), None)
    texts = {name: str(told.get(name) or "").strip() for name in LONGEST}
    faults = [FieldFault(f"/{name}", TOO_LONG) for name, most in LONGEST.items() if len(texts[name]) > most]
    if step is None:
        faults.insert(0, FieldFault("/step", CHOOSE))
    if faults or step is None:
        raise InvalidRequest(*faults)
    return Entry(step, _whole(context.at), context.actor, **texts)


def load_case(ports: Ports, code: str) -> LegalCase:
    """Raises NotFound, StoreAway."""
    case = ports.work.load(Key(LegalCase, code)).get(LegalCase, code)
    if case is None:
        raise NotFound("not-in-register", UNKNOWN)
    return case


def path_of(legal: LegalPorts, case: LegalCase) -> Path:
    """By the law that was in force when it was received."""
    return law_in_force(legal.law, local(case.received_at).date()).paths[case.kind]


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
