"""A dossier goes first by age, by a list, by an officer's word, or as a special case; who said so is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.priority.given import Basis, Ground, Priority, with_ground
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.facts import PRIORITISED
from services.intake.use_cases.priority.find import candidates_of, priority_of_applicant
from services.intake.use_cases.priority.prioritise import answer_match, give_priority
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Key
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, TOKEN, context, filed, make_ports
from tests.unit.intake.priority.test_imports import csv_of, taken
from tests.unit.intake.priority.test_lists import confirmed_list
from tests.unit.intake.test_use_cases import REQUEST

NUMBER = "001083000001"
BORN = date(1983, 11, 3)
LISTED = f"H99.52;merit;Nguyễn Văn Bình;3/11/1983;{NUMBER};"
NUMBERLESS = "H99.52;disability;Nguyễn Văn Bình;3/11/1983;;"


def house(*lines: str, confirm: bool = True) -> tuple[FakeWork, Ports]:
    work = FakeWork()
    ports = make_ports(work)
    if lines:
        taken(ports, csv_of(*lines))
        if confirm:
            confirmed_list(work)
    return work, ports


def file(ports: Ports, **applicant: Any) -> Dossier:
    given = {"name": "Nguyễn Văn Bình", "birth_date": BORN, "identity_number": NUMBER, **applicant}
    request = replace(REQUEST, applicant=replace(REQUEST.applicant, **given))
    return file_dossier(ports, PUBLIC, request, context()).dossier


def bases(dossier: Dossier) -> list[Basis]:
    return [one.basis for one in dossier.priority.grounds] if dossier.priority else []


def test_age_gives_priority_without_an_entry_from_the_birthday_on() -> None:
    _, ports = house()
    assert bases(file(ports, birth_date=date(1966, 10, 5))) == [Basis.AGE]
    assert bases(file(ports, birth_date=date(1966, 10, 6))) == []


def test_the_identity_number_gives_priority_by_a_confirmed_list_only() -> None:
    assert bases(file(house(LISTED)[1])) == [Basis.REGISTER]
    assert bases(file(house(LISTED, confirm=False)[1])) == []
    assert bases(file(house(LISTED)[1], identity_number="001083000009")) == []


def test_several_grounds_stand_side_by_side() -> None:
    dossier = file(house(LISTED)[1], birth_date=date(1950, 1, 1))
    assert bases(dossier) == [Basis.AGE, Basis.REGISTER]
    assert dossier.priority is not None
    assert dossier.priority.groups == ("older", "merit")


def test_a_list_that_is_confirmed_meanwhile_counts_at_acceptance_and_the_event_says_so() -> None:
    work, ports = house(LISTED, confirm=False)
    dossier = file(ports)
    confirmed_list(work)
    accepted = accept_dossier(ports, OFFICER, dossier.code, context("staff:reception"))
    assert bases(accepted) == [Basis.REGISTER]
    assert work.facts[-1].data["priority"] is True


def test_a_person_of_the_same_name_and_birth_date_is_asked_about_and_never_taken_for_the_applicant() -> None:
    _, ports = house(NUMBERLESS)
    dossier = file(ports, name="NGUYEN VAN BINH")
    assert dossier.priority is None
    (asked,) = candidates_of(ports, dossier, NOW)
    assert (asked.groups, asked.by_number) == (("disability",), False)


def test_whose_number_is_another_is_not_asked_about() -> None:
    _, ports = house(LISTED)
    assert not candidates_of(ports, file(ports, identity_number="001083000009"), NOW)
    assert not candidates_of(ports, file(ports, birth_date=BORN + timedelta(days=1), identity_number=None), NOW)
    assert candidates_of(ports, file(ports, identity_number=None), NOW)


def test_an_officers_yes_gives_priority_and_is_kept_with_the_name() -> None:
    work, ports = house(NUMBERLESS)
    dossier = file(ports)
    (asked,) = candidates_of(ports, dossier, NOW)
    done = answer_match(ports, OFFICER, dossier.code, asked.person.id, True, context("staff:reception"))
    assert bases(done) == [Basis.CONFIRMED]
    assert [(one.same, one.by) for one in done.match_answers] == [(True, "staff:reception")]
    assert not candidates_of(ports, done, NOW)
    assert PRIORITISED not in [one.type for one in work.facts]  # the acceptance will tell it


def test_a_no_is_kept_and_not_asked_again() -> None:
    _, ports = house(NUMBERLESS)
    dossier = file(ports)
    (asked,) = candidates_of(ports, dossier, NOW)
    done = answer_match(ports, OFFICER, dossier.code, asked.person.id, False, context("staff:reception"))
    assert done.priority is None
    assert not candidates_of(ports, done, NOW)
    with pytest.raises(IllegalStep):
        answer_match(ports, OFFICER, dossier.code, asked.person.id, True, context("staff:reception"))


def test_an_accepted_dossier_that_is_given_priority_is_told_once_and_without_the_reason() -> None:
    work, ports = house()
    code = file(ports).code
    accept_dossier(ports, OFFICER, code, context("staff:reception"))
    for note in ("Giấy ra viện", "Giấy ra viện"):
        give_priority(ports, OFFICER, code, "ill", note, context("staff:reception"))
    give_priority(ports, OFFICER, code, "far", "", context("staff:reception"))
    told = [one for one in work.facts if one.type == PRIORITISED]
    assert len(told) == 1
    assert set(told[0].data) == {"procedure", "prioritised_at"}
    dossier = work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    assert dossier.priority is not None
    assert [(one.reason, one.note) for one in dossier.priority.grounds] == [("ill", "Giấy ra viện"), ("far", "")]


def test_a_special_case_needs_a_reason_that_is_data_and_an_officer_of_the_unit() -> None:
    _, ports = house()
    code = file(ports).code
    with pytest.raises(InvalidRequest):
        give_priority(ports, OFFICER, code, "friend", "", context())
    with pytest.raises(Forbidden):
        give_priority(ports, ELSEWHERE, code, "ill", "", context())
    with pytest.raises(Forbidden):
        give_priority(ports, PUBLIC, code, "ill", "", context())


def test_a_dossier_that_has_ended_is_given_nothing() -> None:
    work = FakeWork(filed())
    ports = make_ports(work)
    withdraw_dossier(ports, Caller("owner", owner_token=TOKEN), filed().code, "", context())
    with pytest.raises(IllegalStep):
        give_priority(ports, OFFICER, filed().code, "ill", "", context())


def test_the_same_ground_again_changes_nothing() -> None:
    ground = Ground(Basis.REGISTER, ("merit",), NOW, "service:intake")
    priority = with_ground(None, ground)
    assert priority == Priority((ground,))
    assert priority.also(replace(ground, at=NOW + timedelta(days=1))) is priority
    assert priority.also(replace(ground, groups=("merit", "pension"))).groups == ("merit", "pension")


def test_a_firm_goes_by_nobodys_number() -> None:
    firm = replace(REQUEST.applicant, kind=ApplicantKind.BUSINESS, identity_number=NUMBER, birth_date=None)
    assert priority_of_applicant(house(LISTED)[1], firm, NOW) is None
