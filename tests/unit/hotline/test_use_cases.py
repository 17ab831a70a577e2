"""Rules of what the hotline does: taken all the same, silent on dossiers, identity apart, told once answered."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.hotline.domain.contact import Contact, Identity, Look, Seen
from services.hotline.domain.errors import (
    IllegalStep,
    InvalidRequest,
    NotFound,
    NotVerified,
    TooManyAttempts,
)
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.petition import Petition, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.list_petitions import count_petitions, list_petitions
from services.hotline.use_cases.petition_request import Claim, read_petition_request
from services.hotline.use_cases.ports import Group, Lateness
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from services.hotline.use_cases.track_petition import guide_of, track_petition
from services.hotline.use_cases.verify_caller import verify_caller
from services.hotline.use_cases.view_petition import view_identity, view_petition, view_text
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.working_time.calendar import local
from tests.unit.hotline.fakes import (
    ADMIN,
    DOSSIER,
    LEADER,
    NAME,
    OFFICER,
    OPERATOR,
    TEXT,
    Desk,
    claim,
    context,
    life,
)

ANSWER = "Giấy hẹn thứ Sáu là đúng: hồ sơ nhận lúc nghỉ trưa."


@pytest.fixture
def desk() -> Desk:
    """With a dossier in progress that the hotline has heard of."""
    desk = Desk()
    desk.hear(*life()[:5])
    return desk


def test_a_petition_gets_a_code_a_date_and_a_key(desk: Desk) -> None:
    filed = desk.file()
    assert filed.petition.code == "PA-261005-0001"
    assert filed.petition.status is Status.RECEIVED
    assert local(filed.petition.due_at or desk.now).isoformat() == "2026-10-14T08:00:00+07:00"  # 7 working days
    assert filed.key not in repr(desk.petition("PA-261005-0001"))
    assert [one.type for one in desk.work.facts] == [facts.RECEIVED]
    assert desk.file().petition.code == "PA-261005-0002"


def test_what_is_told_of_behaviour_is_answered_in_three_days(desk: Desk) -> None:
    due_at = desk.file(topic=Topic.BEHAVIOUR).petition.due_at
    assert due_at is not None
    assert local(due_at).isoformat() == "2026-10-08T08:00:00+07:00"


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_a_complaint_or_denunciation_is_handed_over_with_its_guide_and_never_told(desk: Desk, kind: Kind) -> None:
    filed = desk.file(kind=kind, claim=claim())
    assert filed.guide is not None
    assert filed.guide.kind is kind
    assert (filed.petition.status, filed.petition.due_at) == (Status.HANDED_OVER, None)
    assert filed.petition.dossier is None
    assert desk.work.facts == []
    assert guide_of(desk.ports, filed.petition) == filed.guide
    with pytest.raises(IllegalStep, match="own path"):
        assign_petition(desk.ports, LEADER, filed.petition.code, "petition-officer", context(LEADER))


CLAIMS = {
    "right last digits": (claim(), DOSSIER), "right number": (claim("0912 345 678"), DOSSIER),
    "wrong digits": (claim("0000"), None), "unknown dossier": (claim(dossier="H99.11-991231-9999"), None),
    "no code at all": (claim(dossier="chị Hoa giữ"), None), "no digits": (claim(""), None),
    "no number": (claim("không nhớ"), None), "an older number": (claim("0000"), None), "nothing": (Claim(), None),
}  # fmt: skip


@pytest.mark.parametrize("case", CLAIMS)
def test_a_petition_is_taken_whatever_dossier_it_names_and_linked_only_where_that_is_proved(
    desk: Desk, case: str
) -> None:
    named, dossier = CLAIMS[case]
    petition = desk.file(claim=named).petition
    assert petition.dossier == dossier
    assert petition.claimed_dossier == named.dossier
    assert desk.work.facts[-1].data["dossier"] == dossier
    assert petition.version == 1


def test_too_many_tries_leave_a_petition_unlinked_and_never_refused(desk: Desk) -> None:
    desk.limits.most["verify-dossier"] = 2
    for _ in range(2):
        desk.file(claim=claim("0000"))
    assert desk.file(claim=claim()).petition.dossier is None


def test_who_files_too_much_is_asked_to_wait(desk: Desk) -> None:
    desk.limits.most["filing-address"] = 1
    desk.file()
    with pytest.raises(TooManyAttempts):
        desk.file()


def test_who_it_is_from_is_kept_apart_and_told_sealed(desk: Desk) -> None:
    filed = desk.file()
    assert "Tâm" not in repr(filed.petition)
    assert [one.contact.name for one in desk.work.all(Identity)] == ["Ông Tâm"]
    assert desk.work.facts[0].personal == {"name": "Ông Tâm", "phone": "+84900000127", "email": None, "language": "vi"}
    assert "Tâm" not in str(desk.work.facts[0].data)


def test_nothing_is_kept_of_an_anonymous_one(desk: Desk) -> None:
    filed = desk.file(contact=Contact())
    assert filed.petition.anonymous
    assert desk.work.all(Identity) == []
    assert track_petition(desk.ports, filed.petition.code, filed.key, address="x").text == TEXT


def test_every_look_at_an_identity_is_written_down_before_it_is_shown(desk: Desk) -> None:
    code = desk.file().petition.code
    contact = view_identity(desk.ports, OFFICER, code, " gọi lại ", context(OFFICER))
    view_identity(desk.ports, OPERATOR, code, "hỏi thêm ngày hẹn", context(OPERATOR))
    assert contact.name == "Ông Tâm"
    looks = [(one.who, one.about, one.why) for one in desk.work.all(Look)]
    assert looks == [("staff:petition-officer", code, "gọi lại"), ("staff:operator", code, "hỏi thêm ngày hẹn")]
    with pytest.raises(Forbidden):
        view_identity(desk.ports, LEADER, code, "", context(LEADER))


def test_only_petition_officers_read_what_a_denunciation_says(desk: Desk) -> None:
    code = desk.file(kind=Kind.DENUNCIATION).petition.code
    seen = view_petition(desk.ports, OPERATOR, code)
    assert (seen.hidden, seen.petition.text) == (True, "")
    closed = view_petition(desk.ports, OFFICER, code)
    assert (closed.hidden, closed.may_open, closed.petition.text) == (True, True, "")
    for refused in (view_identity, view_text):
        with pytest.raises(Forbidden):
            refused(desk.ports, OPERATOR, code, "muốn biết ai tố cáo", context(OPERATOR))
    assert desk.work.all(Look) == []
    assert view_text(desk.ports, OFFICER, code, "chuyển đúng cơ quan", context(OFFICER)).text == TEXT
    assert [(one.what, one.about) for one in desk.work.all(Look)] == [(Seen.TEXT, code)]


@pytest.mark.parametrize("digits", ["5678", "0912 345 678", "+84912345678"])
def test_a_verified_caller_is_told_of_the_dossier_and_the_look_is_kept(desk: Desk, digits: str) -> None:
    dossier = verify_caller(desk.ports, OPERATOR, claim(digits), context(OPERATOR))
    assert dossier.name == NAME
    assert [(one.about, one.who) for one in desk.work.all(Look)] == [(DOSSIER, "staff:operator")]


REFUSED = [claim("0000"), claim("567"), claim(""), claim("05678"), claim(dossier="H99.11-991231-9999"),
           Claim("x", "5678"), claim("0912345670")]  # fmt: skip


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_unknown_and_wrong_look_the_same(desk: Desk, number: int) -> None:
    with pytest.raises(NotVerified) as refused:
        verify_caller(desk.ports, OPERATOR, REFUSED[number], context(OPERATOR))
    assert (refused.value.slug, refused.value.words) == (NotVerified().slug, NotVerified().words)
    assert desk.work.all(Look) == []


@pytest.mark.parametrize("dossier", [DOSSIER, "H99.11-991231-9999"])
def test_tries_are_counted_whether_there_is_such_a_dossier_or_not(desk: Desk, dossier: str) -> None:
    desk.limits.most["verify-dossier"] = 3
    for _ in range(3):
        with pytest.raises(NotVerified):
            verify_caller(desk.ports, OPERATOR, claim("0000", dossier), context(OPERATOR))
    with pytest.raises(TooManyAttempts):
        verify_caller(desk.ports, OPERATOR, claim("5678", dossier), context(OPERATOR))


def test_a_petition_is_linked_after_verification_and_unlinked(desk: Desk) -> None:
    code = desk.file().petition.code
    with pytest.raises(NotVerified):
        link_petition(desk.ports, OPERATOR, code, claim("0000"), context(OPERATOR))
    assert desk.petition(code).dossier is None
    assert link_petition(desk.ports, OPERATOR, code, claim(), context(OPERATOR)).dossier == DOSSIER
    view = view_petition(desk.ports, LEADER, code)
    assert view.dossier is not None
    assert view.dossier.holder is not None
    assert unlink_petition(desk.ports, OFFICER, code, context(OFFICER)).dossier is None


def test_the_answer_is_told_once_with_the_contact_sealed(desk: Desk) -> None:
    code = desk.file(claim=claim()).petition.code
    with pytest.raises(IllegalStep, match="Take it first"):
        answer_petition(desk.ports, OFFICER, code, ANSWER, context(OFFICER))
    assign_petition(desk.ports, OPERATOR, code, "petition-officer", context(OPERATOR))
    done = answer_petition(desk.ports, OFFICER, code, ANSWER, context(OFFICER))
    told = desk.work.facts[-1]
    assert (told.type, told.sequence, told.data["answer"]) == (facts.ANSWERED, done.version, ANSWER)
    assert told.personal is not None
    assert told.personal["phone"] == "+84900000127"
    with pytest.raises(IllegalStep):
        answer_petition(desk.ports, OFFICER, code, ANSWER, context(OFFICER))
    assert close_petition(desk.ports, OFFICER, code, context(OFFICER)).status is Status.CLOSED
    assert [one.type for one in desk.work.facts] == [facts.RECEIVED, facts.ANSWERED]


def test_nobody_but_a_listed_officer_is_assigned(desk: Desk) -> None:
    code = desk.file().petition.code
    with pytest.raises(InvalidRequest, match="/officer"):
        assign_petition(desk.ports, LEADER, code, "reception", context(LEADER))


def test_code_and_key_bring_back_the_petition_and_nothing_else_does(desk: Desk) -> None:
    filed = desk.file()
    assert track_petition(desk.ports, "pa 261005 0001", filed.key.lower(), address="x") == filed.petition
    for code, key in (
        ("PA-261005-0001", "AAAA-AAAA-AAAA-AAAA"),
        ("PA-261005-0009", filed.key),
        ("no code", filed.key),
        ("PA-261005-0001", ""),
    ):
        with pytest.raises(NotFound) as refused:
            track_petition(desk.ports, code, key, address="x")
        assert refused.value.slug == "not-tracked"


RIGHTS: dict[str, tuple[Any, set[str]]] = {
    "file": (lambda ports, who, code: Desk().file(who), {"public", "operator", "petition-officer", "leader", "admin"}),
    "record": (lambda ports, who, code: Desk().file(who, channel=Channel.PHONE), {"operator"}),
    "list": (lambda ports, who, code: list_petitions(ports, who), {"operator", "petition-officer", "leader"}),
    "view": (lambda ports, who, code: view_petition(ports, who, code), {"operator", "petition-officer", "leader"}),
    "identity": (lambda ports, who, code: view_identity(ports, who, code, "gọi lại", context(who)),
                 {"operator", "petition-officer"}),
    "verify": (lambda ports, who, code: verify_caller(ports, who, claim(), context(who)),
               {"operator", "petition-officer"}),
    "link": (lambda ports, who, code: link_petition(ports, who, code, claim(), context(who)),
             {"operator", "petition-officer"}),
    "unlink": (lambda ports, who, code: unlink_petition(ports, who, code, context(who)),
               {"operator", "petition-officer"}),
    "assign": (lambda ports, who, code: assign_petition(ports, who, code, "petition-officer", context(who)),
               {"operator", "petition-officer", "leader"}),
    "answer": (lambda ports, who, code: answer_petition(ports, who, code, ANSWER, context(who)), {"petition-officer"}),
    "close": (lambda ports, who, code: close_petition(ports, who, code, context(who)), {"petition-officer"}),
}  # fmt: skip


@pytest.mark.parametrize("caller", [PUBLIC, OPERATOR, OFFICER, LEADER, ADMIN], ids=lambda one: one.id or "public")
@pytest.mark.parametrize("action", RIGHTS)
def test_use_cases_hold_to_the_table_of_rights_themselves(desk: Desk, action: str, caller: Caller) -> None:
    code = desk.file().petition.code
    act, allowed = RIGHTS[action]
    if (caller.id or "public") not in allowed:
        with pytest.raises(Forbidden):
            act(desk.ports, caller, code)
        return
    with suppress(IllegalStep):  # allowed to ask, though the petition stands where the step is not due
        act(desk.ports, caller, code)


def test_open_petitions_stand_in_the_order_of_their_dates(desk: Desk) -> None:
    late = desk.file(topic=Topic.BEHAVIOUR).petition
    desk.now += timedelta(days=4)
    fresh = desk.file().petition
    pressing = desk.file(topic=Topic.BEHAVIOUR).petition
    desk.file(kind=Kind.COMPLAINT)
    listed = list_petitions(desk.ports, OPERATOR)
    assert [one.id for one in listed] == [late.id, pressing.id, fresh.id]
    assert {one.text for one in listed} == {""}
    assert [one.id for one in list_petitions(desk.ports, OPERATOR, lateness=Lateness.LATE)] == [late.id]
    assert sum(count_petitions(desk.ports, LEADER).values()) == 3
    assert len(list_petitions(desk.ports, OPERATOR, Group.HANDED_OVER)) == 1


@pytest.mark.parametrize(("changes", "pointers"), [
    ({"kind": "opinion"}, {"/kind"}), ({"kind": None}, {"/kind"}), ({"topic": "x"}, {"/topic"}),
    ({"text": " ngắn "}, {"/text"}), ({"text": None}, {"/text"}), ({"text": "x" * 10_001}, {"/text"}),
    ({"contact": {}}, {"/contact/name"}), ({"contact": {"name": "Ông Tâm"}}, {"/contact/phone"}),
    ({"contact": {"name": "Ông Tâm", "phone": "12", "email": "x"}}, {"/contact/phone", "/contact/email"}),
    ({"dossier": {"code": "x" * 81}}, {"/dossier/code"}),
    ({"contact": {"name": 7, "phone": "0912345678"}}, {"/contact/name"}),
])  # fmt: skip
def test_every_wrong_field_is_named(changes: dict[str, Any], pointers: set[str]) -> None:
    good = {"kind": "feedback", "text": TEXT, "contact": {"name": "Ông Tâm", "phone": "0900000127"}}
    with pytest.raises(InvalidRequest) as refused:
        read_petition_request({**good, **changes})
    assert {one.pointer for one in refused.value.faults} == pointers
    assert read_petition_request(good).contact.phone == "+84900000127"


def test_what_an_anonymous_one_typed_into_the_contact_is_not_even_read() -> None:
    request = read_petition_request({"kind": "proposal", "text": TEXT, "anonymous": True, "contact": {"phone": "12"}})
    assert request.contact.is_anonymous


def test_words_are_kept_as_told_without_control_characters() -> None:
    request = read_petition_request(
        {"kind": "feedback", "text": "  Dòng một\r\nDòng hai\u202e\x00 ", "anonymous": True}
    )
    assert request.text == "Dòng một\nDòng hai"


def test_a_petition_tells_how_late_it_is(desk: Desk) -> None:
    petition: Petition = desk.file(topic=Topic.BEHAVIOUR).petition
    assert isinstance(petition.due_at, datetime)
    counts = {}
    for name, length in (("in_time", 0), ("soon", 26), ("today", 72), ("late", 73)):
        desk.now = petition.received_at + timedelta(hours=length, minutes=0 if name != "today" else -30)
        counts[name] = [one.value for one, count in count_petitions(desk.ports, OPERATOR).items() if count]
    assert counts == {"in_time": ["in_time"], "soon": ["soon"], "today": ["today"], "late": ["late"]}
