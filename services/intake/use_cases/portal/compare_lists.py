"""Fetches the portal's lists by a recorded job; what differs from ours is taken over or kept with a reason."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.portal.catalogue_lists import (
    NOT_TO_TAKE,
    Comparison,
    ComparisonState,
    Difference,
    Entry,
    KeptDifference,
    ListKind,
    PortalList,
    differences,
)
from services.intake.domain.procedure import Procedure
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.portal.own_lists import field_of, own_field_codes, own_list, procedure_entries
from services.intake.use_cases.portal_ports import PortalAway, PortalDesk, PortalRefused
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.publish_procedure import load_history, publish_procedure
from shared.security.caller import Caller
from shared.store.change import NOTHING, Change, Conflict, Context, Job, Key
from shared.working_time.calendar import local

VIEW, ACTION = "portal.view", "procedure.edit"
COMPARE_JOB = "compare-with-portal"
LATEST = "latest"
GIVEN_UP = timedelta(minutes=10)  # such a comparison has lost its job
CHANGED = Words("Dòng này vừa đổi, xem lại rồi quyết định", "This line has just changed: look again, then decide")
NO_REASON = Words("Ghi vì sao giữ nguyên", "Say why it stays as it is")
NO_PORTAL = Words("Chưa đặt kết nối với Cổng Quốc gia", "No connection with the national portal is set up")


@dataclass(frozen=True, slots=True)
class Decided:
    """A difference with what was decided about it, where that still holds."""

    difference: Difference
    kept: KeptDifference | None


@dataclass(frozen=True, slots=True)
class Lists:
    """What the page shows: the last comparison, the differences by kind."""

    comparison: Comparison | None
    found: dict[ListKind, tuple[Decided, ...]]


def ask_comparison(ports: Ports, desk: PortalDesk, caller: Caller, context: Context) -> Comparison:
    """From now on a job fetches the lists. Raises Forbidden, IllegalStep where it runs or no portal is set up."""
    ports.access.grant(caller, ACTION).require()
    if desk.portal is None:
        raise IllegalStep("no-portal", NO_PORTAL)
    latest = _latest(ports)
    if latest is not None and latest.state is ComparisonState.RUNNING and context.at - latest.asked_at < GIVEN_UP:
        raise IllegalStep("comparison-runs", Words("Đang so sánh", "A comparison is under way"))
    pointer = Comparison(LATEST, latest.version + 1 if latest else 1, context.at, context.actor)
    record = replace(pointer, id=secrets.token_hex(8), version=1)
    job = Job(COMPARE_JOB, record.id, context.at, {})
    ports.work.commit(Change(saved=(pointer, record), jobs=(job,)), context)
    return record


def compare(ports: Ports, desk: PortalDesk, id: str, context: Context) -> Change:
    """What the job does: the three lists fetched, kept, and counted. A portal that is away is told, not waited for."""
    record = ports.work.load(Key(Comparison, id)).get(Comparison, id)
    latest = _latest(ports)
    if record is None or record.state is not ComparisonState.RUNNING or desk.portal is None:
        return NOTHING
    try:
        fetched = {kind: desk.portal.entries(kind) for kind in ListKind}
    except (PortalAway, PortalRefused) as fault:
        ended = record.failed(context.at, str(fault))
        return Change(saved=(ended, *_pointers(latest, ended)))
    held = ports.work.load(*(Key(PortalList, kind.value) for kind in ListKind))
    lists = []
    for kind, entries in fetched.items():
        known = held.get(PortalList, kind.value) or PortalList(kind.value, 0, (), context.at)
        lists.append(known.fetched(entries, context.at))
    counts = {one.id: len(one.entries) for one in lists}
    differing = {
        one.id: len(differences(ListKind(one.id), _own(ports, desk, ListKind(one.id)), one.entries)) for one in lists
    }
    ended = record.done(context.at, counts, differing)
    return Change(saved=(*lists, ended, *_pointers(latest, ended)))


def view_lists(ports: Ports, desk: PortalDesk, caller: Caller) -> Lists:
    """The differences as they are this moment, between the lists fetched last and ours. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VIEW).require(unit=caller.unit or ports.unit.code)
    held = ports.work.load(*(Key(PortalList, kind.value) for kind in ListKind))
    found = {}
    for kind in ListKind:
        portals = held.get(PortalList, kind.value)
        differing = differences(kind, _own(ports, desk, kind), portals.entries) if portals else ()
        found[kind] = _decided(ports, differing)
    return Lists(_latest(ports), found)


def view_difference(ports: Ports, desk: PortalDesk, caller: Caller, id: str) -> Decided:
    """One of them. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, VIEW).require(unit=caller.unit or ports.unit.code)
    kind_name, _, code = id.partition("/")
    kind = next((one for one in ListKind if one.value == kind_name), None)
    held = ports.work.load(Key(PortalList, kind_name)).get(PortalList, kind_name) if kind else None
    if kind is None or held is None:
        raise NotFound("unknown-difference", CHANGED)
    found = [one for one in differences(kind, _own(ports, desk, kind), held.entries) if one.code == code]
    if not found:
        raise NotFound("unknown-difference", CHANGED)
    return _decided(ports, found)[0]


def keep_difference(
    ports: Ports, desk: PortalDesk, caller: Caller, id: str, digest: str, reason: str, context: Context
) -> KeptDifference:
    """It stays as it is, with the reason. Raises Forbidden, NotFound, InvalidRequest, Conflict where it changed."""
    ports.access.grant(caller, ACTION).require()
    decided = view_difference(ports, desk, caller, id)
    _unchanged(decided.difference, digest)
    why = read_text("/reason", reason, needed=NO_REASON)
    known = ports.work.load(Key(KeptDifference, id)).get(KeptDifference, id)
    kept = KeptDifference(id, known.version + 1 if known else 1, digest, why, context.actor, context.at)
    ports.work.commit(Change(saved=(kept,)), context)
    return kept


def take_over(
    ports: Ports, desk: PortalDesk, caller: Caller, id: str, digest: str, reason: str, context: Context
) -> None:
    """The portal's line becomes ours: a new version of the procedure, or our list of fields or agencies changed.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict where it changed meanwhile.
    """
    ports.access.grant(caller, ACTION).require()
    decided = view_difference(ports, desk, caller, id)
    difference = decided.difference
    _unchanged(difference, digest)
    if difference.kind is ListKind.PROCEDURES:
        _publish(ports, caller, difference, reason, context)
    else:
        grown = own_list(ports.work, desk, difference.kind).take(difference)
        ports.work.commit(Change(saved=(grown,)), context)
    desk.behind.hurry()


def _publish(ports: Ports, caller: Caller, difference: Difference, reason: str, context: Context) -> None:
    theirs = difference.theirs
    if theirs is None or not difference.can_be_taken_over:
        raise IllegalStep("not-to-take-over", NOT_TO_TAKE)
    latest = load_history(ports.work, difference.code).latest
    day = max(latest.effective_from, local(context.at).date())
    name = latest.name if theirs.name == latest.name.vi else Words(theirs.name, latest.name.en)
    wanted = replace(latest, name=name, field=field_of(theirs, latest.field), effective_from=day)
    try:
        publish_procedure(ports, caller, wanted, reason, context, based_on=latest.version)
    except InvalidRequest as wrong:
        raise InvalidRequest(tuple(FieldFault("/reason", one.words) for one in wrong.faults)) from wrong


def _own(ports: Ports, desk: PortalDesk, kind: ListKind) -> tuple[Entry, ...]:
    if kind is not ListKind.PROCEDURES:
        return own_list(ports.work, desk, kind).entries
    return procedure_entries(_in_force(ports), own_field_codes(ports.work, desk))


def _in_force(ports: Ports) -> Sequence[Procedure]:
    return ports.catalogue.all(local(ports.clock()).date())


def _decided(ports: Ports, found: Sequence[Difference]) -> tuple[Decided, ...]:
    kept = ports.work.load(*(Key(KeptDifference, one.id) for one in found))
    decided = []
    for one in found:
        before = kept.get(KeptDifference, one.id)
        decided.append(Decided(one, before if before and before.digest == one.digest else None))
    return tuple(decided)


def _unchanged(difference: Difference, digest: str) -> None:
    if difference.digest != digest:
        raise Conflict(f"{difference.id} is another difference by now")


def _latest(ports: Ports) -> Comparison | None:
    return ports.work.load(Key(Comparison, LATEST)).get(Comparison, LATEST)


def _pointers(latest: Comparison | None, ended: Comparison) -> tuple[Comparison, ...]:
    """The one that pages read, as this one ended."""
    return (replace(ended, id=LATEST, version=latest.version + 1),) if latest else ()
