"""Looks up whether somebody comes first: by age, by the register, or perhaps (somebody of that name and birth date)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.personal import Applicant, ApplicantKind
from services.intake.domain.priority.given import Basis, Ground, Priority
from services.intake.domain.priority.lists import PriorityList
from services.intake.domain.priority.people import PriorityPerson
from services.intake.use_cases.ports import Ports
from shared.store.change import Key
from shared.working_time.calendar import local

BY_DATA = "service:intake"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on a list who may be the applicant. ``by_number``: their identity number is the same."""

    person: PriorityPerson
    groups: tuple[str, ...]
    by_number: bool


def priority_of(
    ports: Ports,
    at: datetime,
    *,
    identity_number: str | None = None,
    birth_date: date | None = None,
) -> Priority | None:
    """The priority that data alone gives: by age, by a list that is confirmed. Raises StoreAway."""
    if ports.priority is None:
        return None
    day = local(at).date()
    grounds = []
    group = ports.priority.rules.by_age(_age(birth_date, day), day)
    if group is not None:
        grounds.append(Ground(Basis.AGE, (group.code,), at, BY_DATA))
    groups = _by_number(ports, identity_number, day)[1] if identity_number else ()
    if groups:
        grounds.append(Ground(Basis.REGISTER, groups, at, BY_DATA))
    return Priority(tuple(grounds)) if grounds else None


def priority_of_applicant(ports: Ports, applicant: Applicant, at: datetime) -> Priority | None:
    """The same for whoever applies; a number that is typed in for a firm's representative gives nothing."""
    number = applicant.identity_number if applicant.kind is ApplicantKind.CITIZEN else None
    return priority_of(ports, at, identity_number=number, birth_date=applicant.birth_date)


def with_found_priority(ports: Ports, dossier: Dossier, at: datetime) -> Priority | None:
    """What the dossier has, with what data gives meanwhile: lists are confirmed while dossiers wait."""
    found = priority_of_applicant(ports, dossier.applicant, at)
    if found is None:
        return dossier.priority
    priority = dossier.priority
    if priority is None:
        return found
    for ground in found.grounds:
        priority = priority.also(ground)
    return priority


def candidates_of(ports: Ports, dossier: Dossier, at: datetime) -> Sequence[Candidate]:
    """Those whom an officer is asked about: on a list that counts, not answered yet, and not known already."""
    applicant = dossier.applicant
    if ports.priority is None or dossier.status.is_closed or applicant.kind is not ApplicantKind.CITIZEN:
        return ()
    day = local(at).date()
    answered = {one.person for one in dossier.match_answers}
    known = set(dossier.priority.groups) if dossier.priority else set()
    person, groups = _by_number(ports, applicant.identity_number, day) if applicant.identity_number else (None, ())
    if person is not None:
        is_new = bool(set(groups) - known) and person.id not in answered
        return (Candidate(person, groups, by_number=True),) if is_new else ()
    found = []
    for one in candidates(ports, applicant.name, applicant.birth_date, day):
        other = applicant.identity_number and one.person.facts.identity_number
        if one.person.id not in answered and set(one.groups) - known and not other:
            found.append(one)
    return found


def candidates(ports: Ports, name: str, birth_date: date | None, day: date) -> Sequence[Candidate]:
    """Everybody of this name and birth date on a list that counts."""
    key = ports.priority.keys.who(name, birth_date) if ports.priority else None
    if ports.priority is None or key is None:
        return ()
    people = ports.priority.register.of_who([key])
    found = ((one, groups_of(ports, one, day)) for one in people)
    return [Candidate(one, groups, by_number=False) for one, groups in found if groups]


def groups_of(ports: Ports, person: PriorityPerson, day: date) -> tuple[str, ...]:
    """The groups that hold on that day, by lists that are confirmed."""
    if ports.priority is None:
        return ()
    ids = [one.list_id for one in person.entries]
    loaded = ports.work.load(*(Key(PriorityList, id) for id in ids))
    lists = {id: one for id in ids if (one := loaded.get(PriorityList, id))}
    held = {one.code for one in ports.priority.rules.listed_on(day)}
    return tuple(code for code in person.groups(lists) if code in held)


def _by_number(ports: Ports, number: str | None, day: date) -> tuple[PriorityPerson | None, tuple[str, ...]]:
    if ports.priority is None or number is None:
        return None, ()
    id = ports.priority.keys.number(number)
    person = ports.work.load(Key(PriorityPerson, id)).get(PriorityPerson, id)
    return (person, groups_of(ports, person, day)) if person else (None, ())


def _age(born: date | None, day: date) -> int | None:
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
