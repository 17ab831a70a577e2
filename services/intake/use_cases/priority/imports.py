"""A list sent as a file: a job reads and compares it, the page shows what it would do, another job takes it over."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, UnreadableFile, Words
from services.intake.domain.priority.imports import RegisterImport, RegisterRow, RowOutcome, SentState
from services.intake.domain.priority.lists import PriorityList, list_id
from services.intake.domain.priority.people import Facts, PriorityPerson
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.book import Book, Decided, Telling
from services.intake.use_cases.priority.ports import PriorityDesk
from services.intake.use_cases.priority.rows import Reading, ReadRow, read_rows
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Job, Key
from shared.working_time.calendar import local

ACTION = "priority.keep"
READ_JOB, TAKE_JOB = "read-priority-list", "take-priority-list"
READ_BATCH, TAKE_BATCH, TRIES = 1000, 200, 5
UNKNOWN = Words("Chưa thấy tệp này", "No such file")
EMPTY = Words("Tệp không có dòng nào", "The file has no rows")
FUTURE = Words("Ngày của danh sách không thể ở sau hôm nay", "The day of the list cannot be after today")
NO_COMMUNE = Words("Không có xã, phường này", "There is no such commune")
NO_GROUP = Words("Không có nhóm này", "There is no such group")


@dataclass(frozen=True, slots=True)
class SentList:
    """A file as it came, and what was said with it."""

    name: str
    content: bytes
    as_of: date
    whole: bool
    commune: str = ""
    group: str = ""


def desk_of(ports: Ports) -> PriorityDesk:
    """Raises NotFound where no register is kept."""
    if ports.priority is None:
        raise NotFound("no-register", Words("Nơi này không giữ sổ ưu tiên", "No register of priority is kept here"))
    return ports.priority


def send_list(ports: Ports, caller: Caller, sent: SentList, context: Context) -> RegisterImport:
    """The file is kept, sealed, until a job has read it; nothing of it is in the register yet.

    Raises Forbidden, InvalidRequest, StoreAway.
    """
    desk = desk_of(ports)
    grant = ports.access.grant(caller, ACTION)
    own = own_commune(ports, caller)
    commune = own or sent.commune or None
    grant.require(unit=own or ports.unit.code)
    day = local(context.at).date()
    faults = []
    if sent.as_of > day:
        faults.append(FieldFault("/as_of", FUTURE))
    if commune is not None and desk.rules.commune(commune) is None:
        faults.append(FieldFault("/commune", NO_COMMUNE))
    if sent.group and sent.group not in {one.code for one in desk.rules.listed_on(day)}:
        faults.append(FieldFault("/group", NO_GROUP))
    if faults:
        raise InvalidRequest(tuple(faults))
    found = RegisterImport(
        secrets.token_hex(8),
        1,
        sent.name[:200],
        hashlib.sha256(sent.content).hexdigest(),
        context.at.replace(microsecond=0),
        context.actor,
        caller.unit or ports.unit.code,
        sent.as_of,
        sent.whole,
        commune,
        sent.group or None,
        sent.content,
    )
    ports.work.commit(Change(saved=(found,), jobs=(_job(READ_JOB, found.id, context),)), context)
    return found


def own_commune(ports: Ports, caller: Caller) -> str | None:
    """The commune whose officer this is; None for the reception unit, which keeps the lists of all."""
    unit = caller.unit or ports.unit.code
    return None if unit == ports.unit.code else unit


def view_import(ports: Ports, caller: Caller, id: str) -> RegisterImport:
    """Raises Forbidden, NotFound, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    found = _load(ports, id)
    if not (grant.covers(unit=found.unit) or grant.covers(unit=ports.unit.code)):
        raise NotFound("unknown-import", UNKNOWN)
    return found


def rows_of(
    ports: Ports, caller: Caller, id: str, after: int, limit: int, outcome: RowOutcome | None = None
) -> Sequence[RegisterRow]:
    """The rows of a file as it was told what became of them. Raises Forbidden, NotFound, StoreAway."""
    view_import(ports, caller, id)
    return desk_of(ports).register.rows(id, after, limit, outcome.value if outcome else None)


def start_import(ports: Ports, caller: Caller, id: str, context: Context) -> RegisterImport:
    """From now on a job takes the rows over. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    started = view_import(ports, caller, id).start(context.actor)
    ports.work.commit(Change(saved=(started,), jobs=(_job(TAKE_JOB, id, context),)), context)
    return started


def read_sent(ports: Ports, id: str, context: Context, batches: int | None = None) -> RegisterImport:
    """Read and compare: each batch of rows with its progress in one transaction, so it goes on where it was.

    ``batches`` bounds how much is done now. Raises Conflict where it loses every race, StoreAway.
    """
    found, desk = _load(ports, id), desk_of(ports)
    if found.state is not SentState.READING or found.content is None:
        return found
    context = replace(context, actor=found.sent_by)
    try:
        sheet = desk.files.read(found.content)
    except UnreadableFile as broken:
        return _unreadable(ports, found, broken.words, context)
    if not sheet:
        return _unreadable(ports, found, EMPTY, context)
    only = found.unit if found.unit != ports.unit.code else None
    reading = Reading(desk.rules, local(found.sent_at).date(), found.commune, found.group, only)
    rows = read_rows(sheet, reading, desk.keys)
    book = Book(desk.keys, Telling(found.as_of, found.whole, context.at, found.sent_by))
    for start in range(0, found.done, READ_BATCH):  # what was compared before, as later rows speak of the same people
        _decided(ports, book, rows[start : min(start + READ_BATCH, found.done)])

    def batch(now: RegisterImport) -> Change:
        part = rows[now.done : now.done + READ_BATCH]
        decided = _decided(ports, book, part)
        saved = [
            RegisterRow(now.id, now.done + place, 1, _told(row, one), _report(row, one))
            for place, (row, one) in enumerate(zip(part, decided, strict=True))
        ]
        return Change(saved=(*saved, now.read(len(rows), _counts(decided))))

    return _run(ports, found, batch, context, batches)


def take_sent(ports: Ports, id: str, context: Context, batches: int | None = None) -> RegisterImport:
    """Every row that is not through yet is written into the register, so many batches of them at most. Raises Conflict,
    StoreAway."""
    found, desk = _load(ports, id), desk_of(ports)
    if found.state is not SentState.TAKING:
        return found
    context = replace(context, actor=found.started_by)

    def batch(now: RegisterImport) -> Change:
        rows = desk.register.rows(now.id, now.done - 1, TAKE_BATCH)
        read = [_read(one) for one in rows]
        book = Book(desk.keys, Telling(now.as_of, now.whole, context.at, now.started_by))
        to_take = [one for one in read if one is not None]
        decided = iter(_decided(ports, book, to_take))
        after, outcomes = [], []
        for row, one in zip(rows, read, strict=True):
            if one is None:
                outcomes.append(Decided(RowOutcome(row.report["outcome"])))
                continue
            became = next(decided)
            outcomes.append(became)
            report = _report(one, became)
            if report != row.report:  # mostly it became what the preview said
                after.append(replace(row, version=row.version + 1, report=report))
        return Change(saved=(*book.saved(), *after, now.take(_counts(outcomes))))

    return _run(ports, found, batch, context, batches)


def _run(
    ports: Ports,
    found: RegisterImport,
    batch: Callable[[RegisterImport], Change],
    context: Context,
    batches: int | None,
) -> RegisterImport:
    state, tries, done = found.state, 0, 0
    while batches is None or done < batches:
        found = _load(ports, found.id)
        if found.state is not state:
            break
        try:
            ports.work.commit(batch(found), context)
            tries, done = 0, done + 1
        except Conflict:
            tries += 1
            if tries == TRIES:
                raise
    return _load(ports, found.id)


def _decided(ports: Ports, book: Book, rows: Sequence[ReadRow]) -> list[Decided]:
    """With whoever and whichever list the rows speak of at hand."""
    desk = desk_of(ports)
    told = [(one, one.facts) for one in rows if one.facts is not None]
    ids = {desk.keys.id(row.commune, facts) for row, facts in told}
    ids |= {desk.keys.nameless(row.commune, facts) for row, facts in told if facts.identity_number is None}
    lists = {list_id(row.commune, row.group) for row, _ in told}
    loaded = ports.work.load(
        *(Key(PriorityPerson, id) for id in ids if id not in book.people),
        *(Key(PriorityList, id) for id in lists if id not in book.lists),
    )
    people = [one for id in ids if (one := loaded.get(PriorityPerson, id))]
    merged = [one.merged_into for one in people if one.merged_into]
    if merged:
        into = ports.work.load(*(Key(PriorityPerson, id) for id in merged))
        people += [one for id in merged if (one := into.get(PriorityPerson, id))]
    who = {key for _, facts in told if (key := desk.keys.who(facts.name, facts.birth_date))}
    known = [found for id in lists if (found := loaded.get(PriorityList, id))]
    book.learn((*people, *desk.register.of_who(sorted(who))), known)
    return book.decide(rows)


def _unreadable(ports: Ports, found: RegisterImport, words: Words, context: Context) -> RegisterImport:
    broken = found.unreadable(words)
    ports.work.commit(Change(saved=(broken,)), context)
    return broken


def _load(ports: Ports, id: str) -> RegisterImport:
    found = ports.work.load(Key(RegisterImport, id)).get(RegisterImport, id)
    if found is None:
        raise NotFound("unknown-import", UNKNOWN)
    return found


def _job(kind: str, id: str, context: Context) -> Job:
    return Job(kind, id, context.at, {"correlation_id": context.correlation_id})


def _counts(decided: Sequence[Decided]) -> dict[str, int]:
    return dict(Counter(one.outcome.value for one in decided))


def _told(row: ReadRow, decided: Decided) -> Mapping[str, Any]:
    """What is needed to take the row over; nothing of a row that is not taken."""
    facts = row.facts
    if facts is None or decided.outcome is RowOutcome.REFUSED:
        return {}
    return {
        "name": facts.name,
        "birth_date": facts.birth_date.isoformat() if facts.birth_date else None,
        "identity_number": facts.identity_number,
        "address": facts.address,
    }


def _report(row: ReadRow, decided: Decided) -> dict[str, Any]:
    return {
        "row": row.number,
        "commune": row.commune,
        "group": row.group,
        "outcome": decided.outcome.value,
        "repeats": row.repeats,
        "faults": [
            {"field": one.pointer, "reason": {"vi": one.words.vi, "en": one.words.en}} for one in decided.faults
        ],
    }


def _read(row: RegisterRow) -> ReadRow | None:
    told = row.told
    if not told:
        return None
    born = date.fromisoformat(told["birth_date"]) if told["birth_date"] else None
    facts = Facts(told["name"], born, told["identity_number"], told["address"])
    return ReadRow(row.report["row"], row.report["commune"], row.report["group"], facts)
