"""Look at one petition's clocks: let a pause end, give it to somebody, tell whom the rules name, end what is over.

Any number of workers run the job; it is one worker's at a time, and a change of its own setting or of the escalations
since then is refused by the store, so that everybody is told once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.hotline.domain.clocks import steps
from services.hotline.domain.clocks.escalation import Escalations, next_look, settle, watched
from services.hotline.domain.clocks.limits import MINUTES_OF_AN_HOUR, ClockRules
from services.hotline.domain.petition import OPEN, Petition, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.clocks.keep_clocks import as_one
from services.hotline.use_cases.clocks.watch_job import watch_job
from services.hotline.use_cases.matters.together import load_matter
from shared.store.change import NOTHING, Aggregate, Change, Job, Key
from shared.working_time import due

SELF = "service:hotline"


def look(clocks: ClockPorts, job: Job, now: datetime) -> Change:
    """One look; with the next one, unless nothing can be the matter any more. Raises StoreAway."""
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    loaded = clocks.ports.work.load(Key(Petition, job.subject), Key(Escalations, job.subject))
    before = loaded.get(Petition, job.subject)
    if before is None:
        return NOTHING
    known = loaded.get(Escalations, job.subject) or Escalations(job.subject)
    rules, calendar = clocks.rules_of(before), clocks.ports.calendar()
    petition = as_one(before, _moved(clocks, before, rules, at))
    found = watched(petition, rules, calendar)
    after, told = settle(known, found, at)
    saved: list[Aggregate] = [] if petition is before else [petition, *_beside(clocks, before, petition, at)]
    if after is not known:
        saved.append(_with_head(after, petition))
    unit = clocks.roster.unit_of(petition)
    again = (
        watch_job(petition, next_look(found, _others(clocks, petition, rules), at, rules))
        if petition.status in OPEN
        else ()
    )
    return Change(tuple(saved), tuple(facts.escalated(petition, unit, one) for one in told), again)


def _moved(clocks: ClockPorts, petition: Petition, rules: ClockRules, now: datetime) -> Petition:
    """What happens by itself by now: the end of a pause, an officer for what nobody took."""
    if petition.is_paused and petition.pauses[-1].until <= now:
        petition = steps.resumed(petition, petition.pauses[-1].until, SELF, clocks.ports.calendar())
    if petition.status is Status.RECEIVED and not petition.leader_decides:
        if _assigned_at(clocks, petition, rules) > now:
            return petition
        named = {one for contact in _contacts(clocks, petition) for one in contact.named}
        suggested = clocks.roster.suggest(petition, clocks.procedure_of(petition), clocks.loads())
        best = next((one for one in suggested if one.account not in named), None)
        if best:
            petition = petition.assigned(best.account, now.replace(microsecond=0), SELF)
    return petition


def _contacts(clocks: ClockPorts, petition: Petition) -> tuple[Petition, ...]:
    return load_matter(clocks.ports.work, petition)[1]


def _beside(clocks: ClockPorts, before: Petition, after: Petition, now: datetime) -> list[Aggregate]:
    """A matter has one owner: its other contacts go to the same officer."""
    if not after.matter or after.officer is None or after.officer == before.officer:
        return []
    matter, contacts = load_matter(clocks.ports.work, before)
    at, officer = now.replace(microsecond=0), after.officer
    others = [one for one in contacts if one.id != before.id and one.status is Status.RECEIVED]
    found: list[Aggregate] = [one.assigned(officer, at, SELF) for one in others]
    return [*found, *([matter.owned(officer, at, SELF)] if matter and matter.owner != officer else [])]


def _others(clocks: ClockPorts, petition: Petition, rules: ClockRules) -> list[datetime]:
    found = [petition.pauses[-1].until] if petition.is_paused else []
    if petition.status is Status.RECEIVED and not petition.leader_decides:
        found.append(_assigned_at(clocks, petition, rules))
    return found


def _assigned_at(clocks: ClockPorts, petition: Petition, rules: ClockRules) -> datetime:
    minutes = round(rules.assign_after_hours * MINUTES_OF_AN_HOUR)
    return due(clocks.ports.calendar(), steps.unassigned_since(petition), minutes)[0]


def _with_head(after: Escalations, petition: Petition) -> Escalations:
    return replace(after, officer=petition.officer, topic=petition.topic.value)
