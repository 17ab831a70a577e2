"""Rules of a petition's steps, codes, keys and rules of law."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hotline.app import read_officers
from services.hotline.domain.dossier_code import read_dossier_code
from services.hotline.domain.errors import IllegalStep
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.petition import Act, Petition, PublicAnswer, Status
from services.hotline.domain.petition_code import InvalidCode, PetitionCode, number_series, read_number_series
from services.hotline.domain.return_key import ALPHABET, new_return_key, read_return_key
from services.hotline.domain.rules import rules_in_force
from services.hotline.gateways.rules_file import BadRules, read_rules
from tests.unit.hotline.fakes import DOSSIER, NOW, RULES, Desk

ANSWER = PublicAnswer("Giấy hẹn thứ Sáu là đúng.", NOW, "staff:petition-officer")


def received() -> Petition:
    return Desk().file().petition


def assigned() -> Petition:
    return received().assigned("petition-officer", NOW, "staff:operator")


def answered() -> Petition:
    return assigned().answered(ANSWER, "petition-officer")


def closed() -> Petition:
    return answered().closed(NOW, "staff:petition-officer")


def handed_over() -> Petition:
    return Desk().file(kind=Kind.DENUNCIATION).petition


def test_a_petition_goes_from_received_to_closed_and_keeps_who_did_what() -> None:
    done = closed()
    assert done.status is Status.CLOSED
    assert [one.act for one in done.history] == [Act.RECEIVED, Act.ASSIGNED, Act.ANSWERED, Act.CLOSED]
    assert done.version == 4


STEPS = {
    "link": lambda one: one.linked(DOSSIER, NOW, "staff:operator"),
    "unlink": lambda one: one.unlinked(NOW, "staff:operator"),
    "assign": lambda one: one.assigned("second-officer", NOW, "staff:leader"),
    "answer": lambda one: one.answered(ANSWER, "petition-officer"),
    "close": lambda one: one.closed(NOW, "staff:petition-officer"),
}
ALLOWED = {
    "received": (received, {"link", "unlink", "assign"}),
    "assigned": (assigned, {"link", "unlink", "assign", "answer"}),
    "answered": (answered, {"link", "unlink", "close"}),
    "closed": (closed, {"close"}),  # closed again: the same
    "handed over": (handed_over, set()),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("stand", ALLOWED)
def test_every_step_is_guarded(stand: str, step: str) -> None:
    make, allowed = ALLOWED[stand]
    if step in allowed:
        STEPS[step](make())
    else:
        with pytest.raises(IllegalStep):
            STEPS[step](make())


def test_a_step_that_was_done_before_changes_nothing() -> None:
    linked = received().linked(DOSSIER, NOW, "staff:operator")
    assert linked.linked(DOSSIER, NOW, "staff:operator") is linked
    assert assigned().assigned("petition-officer", NOW, "x").version == assigned().version
    done = closed()
    assert done.closed(NOW, "x") is done


def test_another_dossier_is_linked_only_after_the_first_is_unlinked() -> None:
    linked = received().linked(DOSSIER, NOW, "staff:operator")
    with pytest.raises(IllegalStep, match="Unlink it first"):
        linked.linked("H99.11-261005-0002", NOW, "staff:operator")
    freed = linked.unlinked(NOW, "staff:operator").linked("H99.11-261005-0002", NOW, "staff:operator")
    assert [one.note for one in freed.history[1:]] == [DOSSIER, DOSSIER, "H99.11-261005-0002"]


def test_only_the_officer_who_has_it_answers() -> None:
    with pytest.raises(IllegalStep, match="another officer"):
        assigned().answered(ANSWER, "second-officer")


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(1, 99_999_999))
def test_a_code_is_read_as_it_is_written(day: date, sequence: int) -> None:
    if day.year >= 2000:
        code = PetitionCode(day, sequence)
        assert PetitionCode.read(f" {str(code).lower().replace('-', ' ')} ") == code
        assert read_number_series(number_series(day)) == day


@pytest.mark.parametrize("text", ["", "PA", "PA-261332-0001", "PA-261005-0000", "PA-261005-1", "H99.11-261005-0001",
                                  "PA-261005-0001" * 9])  # fmt: skip
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidCode):
        PetitionCode.read(text)


def test_a_key_is_read_however_it_is_typed() -> None:
    key = new_return_key()
    assert len(key) == 19
    assert set(key) <= {*ALPHABET, "-"}
    assert read_return_key(f" {key.lower().replace('-', ' ')} ") == key
    assert new_return_key() != key


@pytest.mark.parametrize(("typed", "code"), [(" h99.11-261005-0001 ", DOSSIER), ("H99 .11-261005-0001", DOSSIER),
                                             ("0001", None), ("", None), ("X" * 80, None)])  # fmt: skip
def test_a_dossier_code_is_read_in_any_spelling(typed: str, code: str | None) -> None:
    assert read_dossier_code(typed) == code


def test_the_rules_of_the_day_hold() -> None:
    old, new = date(2025, 7, 1), date(2027, 1, 1)
    later = type(RULES[0])(new, {**RULES[0].answer_days, Topic.OTHER: 10}, RULES[0].paths)
    assert rules_in_force([*RULES, later], date(2026, 12, 31)).effective_from == old
    assert rules_in_force([later, *RULES], new).effective_from == new
    with pytest.raises(LookupError):
        rules_in_force(RULES, old - timedelta(days=1))


@pytest.mark.parametrize(("content", "told"), [
    ("{", "rules.json"), ('{"versions": []}', "at least one"), ('{"versions": [{}]}', "versions/0"),
])  # fmt: skip
def test_bad_rules_name_their_place(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "rules.json"
    file.write_text(content)
    with pytest.raises(BadRules, match=told):
        read_rules(file)


def test_no_time_at_all_to_answer_is_no_rule(tmp_path: Path) -> None:
    data = json.loads((Path(__file__).parents[3] / "services" / "hotline" / "data" / "rules.json").read_text())
    data["versions"][0]["answer_working_days"]["behaviour"] = 0
    (tmp_path / "rules.json").write_text(json.dumps(data))
    with pytest.raises(BadRules, match="answer_working_days"):
        read_rules(tmp_path / "rules.json")


def test_officers_are_read_from_one_line() -> None:
    assert read_officers("a=Chị A; b ;") == {"a": "Chị A", "b": "b"}
    with pytest.raises(ValueError, match="PETITION_OFFICERS"):
        read_officers(" ; ")
