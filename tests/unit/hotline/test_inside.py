"""Rules of what the desk does inside: notes are the desk's, a step is a step, a file names nobody unasked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from services.hotline.domain.contact import Contact, Look, Seen
from services.hotline.domain.doors.named import petitions_behind
from services.hotline.domain.errors import IllegalStep, InvalidRequest
from services.hotline.domain.inside.agency_task import AgencyTask, Asked
from services.hotline.domain.inside.note import Note
from services.hotline.domain.kinds import Kind
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Act, Petition
from services.hotline.use_cases.doors import export as exporting
from services.hotline.use_cases.doors.export import TooMany, as_csv, export_petitions, export_with_identities
from services.hotline.use_cases.inside.ask_agency import ask_agency
from services.hotline.use_cases.inside.say_where import say_where, steps_of_dossier
from services.hotline.use_cases.inside.take_notes import write_note
from services.hotline.use_cases.ports import Group, PetitionQuery
from shared.security.access import Forbidden
from shared.store.change import Key
from tests.unit.hotline.fakes import (
    ADMIN,
    DOSSIER,
    LEADER,
    OFFICER,
    OPERATOR,
    TEXT,
    Desk,
    at,
    claim,
    context,
    event,
    life,
)

NAMED = Contact("=Ông Tâm", "+84900000127", "tam@thu.example", "Ngõ Bàng 7")


@pytest.fixture
def desk() -> Desk:
    """With a dossier that two agencies were asked about."""
    desk = Desk()
    desk.hear(*life()[:9])
    return desk


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode().removeprefix("\ufeff"))))


def test_a_note_is_kept_as_it_was_written_and_tells_nobody(desk: Desk) -> None:
    code = desk.file().petition.code
    told = len(desk.work.facts)
    note = write_note(desk.ports, OPERATOR, code, " Chị Hoa nói sẽ gọi lại ", context(OPERATOR))
    assert (note.petition, note.who, note.text) == (code, "staff:operator", "Chị Hoa nói sẽ gọi lại")
    assert "Hoa" not in repr(note)
    assert (len(desk.work.facts), desk.petition(code).version) == (told, 1)
    for text in ("", "x" * 2001):
        with pytest.raises(InvalidRequest) as refused:
            write_note(desk.ports, OPERATOR, code, text, context(OPERATOR))
        assert [one.pointer for one in refused.value.faults] == ["/note"]
    with pytest.raises(Forbidden):
        write_note(desk.ports, ADMIN, code, "thử", context(ADMIN))
    assert len(desk.work.all(Note)) == 1


def test_the_steps_are_those_that_the_dossier_went_through(desk: Desk) -> None:
    dossier = desk.work.load(Key(KnownDossier, DOSSIER)).get(KnownDossier, DOSSIER)
    found = [(one.step_key, one.agency) for one in steps_of_dossier(dossier)]
    assert found == [("reception", ""), ("appraisal", "H99.11.01"), ("opinion", "H99.11.02"), ("return", "")]
    assert [one.step_key for one in steps_of_dossier(None)] == ["reception", "return"]


def test_where_it_went_wrong_is_said_by_step_or_in_words_and_changed_at_any_stage(desk: Desk) -> None:
    code = desk.file(claim=claim()).petition.code
    first = say_where(desk.ports, OFFICER, code, "opinion/H99.11.02", "", context(OFFICER)).went_wrong
    assert first is not None
    assert (first.agency_name, first.procedure) == ("Phòng Nghiệp vụ Y Dược", "Đăng ký hành nghề công tác xã hội")
    again = say_where(desk.ports, OPERATOR, code, "opinion/H99.11.02", "", context(OPERATOR))
    assert again.version == desk.petition(code).version == 2
    words = say_where(desk.ports, OFFICER, code, "", "  hẹn qua   điện thoại ", context(OFFICER))
    assert (words.went_wrong and words.went_wrong.step, words.history[-1].act) == ("hẹn qua điện thoại", Act.PLACED)
    for step, said in (("", ""), ("no/such", " "), ("", "x" * 201)):
        with pytest.raises(InvalidRequest) as refused:
            say_where(desk.ports, OFFICER, code, step, said, context(OFFICER))
        assert [one.pointer for one in refused.value.faults] == ["/step"]


def test_a_file_names_nobody_and_says_nothing_of_what_was_told(desk: Desk) -> None:
    code = desk.file(claim=claim(), contact=NAMED).petition.code
    desk.file(kind=Kind.DENUNCIATION)
    content = as_csv(export_petitions(desk.ports, LEADER, None), "vi")
    assert [one[0] for one in rows(content)[1:]] == [code, "PA-261005-0002"]
    for secret in ("Tâm", "900000127", TEXT, DOSSIER, "thu.example"):
        assert secret not in content.decode()
    assert desk.work.all(Look) == []
    assert len(rows(as_csv(export_petitions(desk.ports, LEADER, Group.OPEN), "en"))) == 2
    with pytest.raises(Forbidden):
        export_petitions(desk.ports, OPERATOR, None)


def test_names_go_into_a_file_for_a_reason_and_one_look_each(desk: Desk) -> None:
    codes = [desk.file(contact=NAMED).petition.code, desk.file(kind=Kind.DENUNCIATION).petition.code]
    desk.file(contact=Contact())
    for caller, why, fault in ((LEADER, "báo cáo tuần", Forbidden), (OFFICER, "x", InvalidRequest)):
        with pytest.raises(fault):
            export_with_identities(desk.ports, caller, None, why, context(caller))
    assert desk.work.all(Look) == []
    content = rows(as_csv(export_with_identities(desk.ports, OFFICER, None, "mời họp dân", context(OFFICER)), "vi"))
    assert content[1][-4:] == ["'=Ông Tâm", "'+84900000127", "tam@thu.example", "Ngõ Bàng 7"]
    assert content[2][-4:] == ["", "", "", ""]  # the anonymous one
    looks = {(one.what, one.about, one.why) for one in desk.work.all(Look)}
    assert looks == {(Seen.EXPORT, code, "mời họp dân") for code in codes}


def test_pages_of_a_file_leave_no_gap_and_too_many_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)
    pages = desk.ports.petitions.page
    whole = [desk.file() for _ in range(5)]

    def page(query: PetitionQuery) -> list[Petition]:
        """The fake knows no cursor."""
        found = pages(replace(query, after=None, limit=100))
        after = query.after
        return [one for one in found if after is None or (one.listed_at, one.id) > after][: query.limit]

    ports = replace(desk.ports, petitions=type("Paged", (), {"page": staticmethod(page)})())
    found = [one.id for one in export_petitions(ports, LEADER, Group.OPEN).petitions]
    assert sorted(found) == sorted(one.petition.id for one in whole)
    monkeypatch.setattr(exporting, "MOST", 4)
    with pytest.raises(TooMany):
        export_petitions(ports, LEADER, Group.OPEN)


def linked(desk: Desk) -> str:
    return desk.file(claim=claim()).petition.code


def test_an_agency_is_asked_about_the_dossier_and_nothing_of_the_petition_is_told(desk: Desk) -> None:
    code = linked(desk)
    task = ask_agency(desk.ports, OFFICER, code, "H99.11.02", "Vì sao hồ sơ chậm?", None, context(OFFICER))
    fact = desk.work.facts[-1]
    assert (fact.type, fact.subject, fact.personal) == ("hotline.task.asked.v1", task.id, None)
    assert fact.data == {"dossier": DOSSIER, "agency": "H99.11.02", "question": "Vì sao hồ sơ chậm?", "hours": None}
    assert code not in str(fact)
    assert code in petitions_behind(task)


def test_what_the_agency_says_is_kept_the_latest_stands(desk: Desk) -> None:
    task = ask_agency(desk.ports, LEADER, linked(desk), "H99.11.02", "Vì sao hồ sơ chậm?", 8, context(LEADER))
    for sequence, outcome, text in ((7, "not_given", ""), (9, "given", "Xong ngày 12/10"), (8, "not_given", "")):
        said = {"outcome": outcome, "answer": text, "reason": "" if text else "Không rõ", "answered_at": at(30)}
        desk.hear(event("routing.question.answered.v1", sequence, said, subject=task.id))
    kept = desk.work.load(Key(AgencyTask, task.id)).get(AgencyTask, task.id)
    assert kept is not None
    assert (kept.state, kept.answer, kept.reason, kept.heard) == (Asked.ANSWERED, "Xong ngày 12/10", "", 9)


def test_only_agencies_of_the_linked_dossier_are_asked_and_by_who_may(desk: Desk) -> None:
    code, bare = linked(desk), desk.file().petition.code
    for agency, question, hours, pointer in (
        ("H99.77", "Vì sao hồ sơ chậm?", None, "/agency"), ("H99.11.02", "Sao?", None, "/question"),
        ("H99.11.02", "x" * 4001, None, "/question"), ("H99.11.02", "Vì sao hồ sơ chậm?", 41, "/hours"),
    ):  # fmt: skip
        with pytest.raises(InvalidRequest) as refused:
            ask_agency(desk.ports, OFFICER, code, agency, question, hours, context(OFFICER))
        assert [one.pointer for one in refused.value.faults] == [pointer]
    with pytest.raises(IllegalStep):
        ask_agency(desk.ports, OFFICER, bare, "H99.11.02", "Vì sao hồ sơ chậm?", None, context(OFFICER))
    with pytest.raises(Forbidden):
        ask_agency(desk.ports, OPERATOR, code, "H99.11.02", "Vì sao hồ sơ chậm?", None, context(OPERATOR))
