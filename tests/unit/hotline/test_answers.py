"""Rules of answers: told after a second person approved, published without names, judged by whoever asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from services.hotline.domain.answers.personal_data import covered, find_personal
from services.hotline.domain.answers.proposal import Verdict
from services.hotline.domain.answers.publication import Publication, State
from services.hotline.domain.answers.survey import Aspect, Opinion, Survey
from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.heard import Heard
from services.hotline.domain.kinds import Channel, Kind
from services.hotline.domain.petition import Petition, Status
from services.hotline.domain.rules import Approval
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.answer_ports import Opinions
from services.hotline.use_cases.answers.approve_answer import approve_answer, send_back_answer
from services.hotline.use_cases.answers.ask_opinion import ASK_JOB, ask_opinion
from services.hotline.use_cases.answers.publish_answer import (
    draft_of,
    prepare_publication,
    publish,
    published_answer,
    take_down,
)
from services.hotline.use_cases.answers.rate_answer import (
    RATE_JOB,
    open_survey,
    rate_by_key,
    rate_by_link,
    rate_heard,
    read_opinion,
)
from services.hotline.use_cases.answers.tell_standing import tell_standing
from services.hotline.use_cases.file_petition import Filed
from services.hotline.use_cases.list_petitions import list_petitions
from services.hotline.use_cases.ports import Group
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Context, Job, Key
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR, Desk, context, event

ANSWER = "Giấy hẹn thứ Sáu là đúng: hồ sơ nhận lúc nghỉ trưa."
BOTH = Caller("staff", "petition-officer", frozenset({"petition_officer", "leader"}), "H99.11")
PHONE = "+84900000127"


@dataclass
class FakeSurveys:
    desk: Desk
    asked: list[str] = field(default_factory=list)

    def newest_of(self, phone: str, now: datetime) -> str | None:
        found = [one for one in self.desk.work.all(Survey) if one.phone == phone and one.asked_at and one.is_open(now)]
        return max(found, key=lambda one: one.asked_at or NOW).id if found else None

    def opinions(self, start: datetime, end: datetime) -> Opinions:
        return Opinions()


def proposed(desk: Desk, text: str = ANSWER) -> Filed:
    filed = desk.file()
    assign_petition(desk.ports, OPERATOR, filed.petition.code, "petition-officer", context(OPERATOR))
    answer_petition(desk.ports, OFFICER, filed.petition.code, text, context(OFFICER))
    return filed


def answered(desk: Desk) -> Filed:
    filed = proposed(desk)
    approve_answer(desk.ports, LEADER, filed.petition.code, context(LEADER, desk.now))
    return filed


def asked(desk: Desk) -> tuple[Filed, str]:
    """An answered petition whose petitioner was asked, and the word of the link that they got."""
    filed = answered(desk)
    desk.now += timedelta(hours=3)
    desk.work.commit(ask_opinion(desk.ports, Job(ASK_JOB, filed.petition.code, desk.now)), context(at=desk.now))
    return filed, str((desk.work.facts[-1].personal or {})["token"])


def survey(desk: Desk, code: str) -> Survey:
    found = desk.work.load(Key(Survey, code)).get(Survey, code)
    assert found is not None
    return found


def test_nobody_is_told_an_answer_before_a_second_person_approved_it() -> None:
    desk = Desk()
    code = proposed(desk).petition.code
    waiting = desk.petition(code)
    assert (waiting.status, waiting.answer) == (Status.ASSIGNED, None)
    assert [one.type for one in desk.work.facts] == [facts.RECEIVED]
    assert [one.id for one in list_petitions(desk.ports, LEADER, Group.TO_APPROVE)] == [code]
    with pytest.raises(Forbidden):
        approve_answer(desk.ports, OFFICER, code, context(OFFICER))
    with pytest.raises(IllegalStep, match="second person"):
        approve_answer(desk.ports, BOTH, code, context(BOTH))
    done = approve_answer(desk.ports, LEADER, code, context(LEADER))
    assert done.answer is not None
    assert (done.answer.text, done.answer.who, done.answer.approved_by) == (
        ANSWER, "staff:petition-officer", "staff:leader",
    )  # fmt: skip
    assert desk.work.facts[-1].type == facts.ANSWERED
    with pytest.raises(IllegalStep):
        approve_answer(desk.ports, LEADER, code, context(LEADER))


def test_what_was_sent_back_is_kept_with_its_reason_and_written_anew() -> None:
    desk = Desk()
    code = proposed(desk, "Việc này không có gì phải nói thêm.").petition.code
    with pytest.raises(InvalidRequest, match="/reason"):
        send_back_answer(desk.ports, LEADER, code, " ", context(LEADER))
    send_back_answer(desk.ports, LEADER, code, "Chưa nói ngày nào đúng", context(LEADER))
    with pytest.raises(IllegalStep):
        approve_answer(desk.ports, LEADER, code, context(LEADER))
    answer_petition(desk.ports, OFFICER, code, "Thứ Sáu là đúng rồi.", context(OFFICER))
    answer_petition(desk.ports, OFFICER, code, ANSWER, context(OFFICER))
    approve_answer(desk.ports, LEADER, code, context(LEADER))
    kept = [(one.verdict, one.reason) for one in desk.petition(code).proposals]
    assert kept == [
        (Verdict.SENT_BACK, "Chưa nói ngày nào đúng"), (Verdict.REPLACED, ""), (Verdict.APPROVED, ""),
    ]  # fmt: skip
    assert desk.work.facts[-1].data["answer"] == ANSWER


def test_rules_may_let_an_officer_answer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    alone = [replace(one, approval=Approval(frozenset(), frozenset())) for one in desk.ports.rules]
    monkeypatch.setattr("tests.unit.hotline.fakes.RULES", tuple(alone))
    assert desk.petition(proposed(desk).petition.code).status is Status.ANSWERED


TOLD = {
    "Bà Nguyễn Thị Lan ở quầy": "Bà [tên] ở quầy",
    "nguyen thi lan nói": "[tên] nói",
    "phong lan đẹp, Lan đã về": "phong lan đẹp, [tên] đã về",
    "gọi 0912 345 678 hoặc +84912.345.678": "gọi [số điện thoại] hoặc [số điện thoại]",
    "CCCD 001234567890, thư a.b@thu.example": "CCCD [số giấy tờ], thư [địa chỉ thư]",
    "hồ sơ H99.11-261005-0001": "hồ sơ [mã hồ sơ]",
    "nhà ở số 5 ngõ Bàng": "nhà ở [địa chỉ]",
    "sinh năm 1950, phí 1.500.000 đồng": "sinh năm [ngày sinh], phí 1.500.000 đồng",
    "Cán bộ Sở Y tế hẹn thứ Sáu 12/10/2026": "Cán bộ Sở Y tế hẹn thứ Sáu 12/10/2026",
    "chị Hoa và Trần Văn Đạt": "chị [tên] và [tên]",
}


@pytest.mark.parametrize("text", TOLD)
def test_what_tells_who_somebody_is_is_covered(text: str) -> None:
    assert covered(text, find_personal(text, ["Nguyễn Thị Lan"])) == TOLD[text]


def test_an_answer_is_published_only_covered_and_by_a_second_person() -> None:
    desk = Desk()
    filed = desk.file(text="Tôi là Tâm, số 0912345678. Chị Hoa nói thứ Năm, giấy ghi thứ Sáu.")
    code = filed.petition.code
    assign_petition(desk.ports, OPERATOR, code, "petition-officer", context(OPERATOR))
    with pytest.raises(IllegalStep):
        draft_of(desk.ports, OFFICER, code)
    answer_petition(desk.ports, OFFICER, code, ANSWER, context(OFFICER))
    approve_answer(desk.ports, LEADER, code, context(LEADER))
    draft = draft_of(desk.ports, OFFICER, code)
    assert draft.question == "Tôi là [tên], số [số điện thoại]. Chị [tên] nói thứ Năm, giấy ghi thứ Sáu."
    with pytest.raises(InvalidRequest) as refused:
        prepare_publication(
            desk.ports, OFFICER, code, {"question": "Chị Hoa nói sai", "text": ANSWER}, context(OFFICER)
        )
    assert [one.pointer for one in refused.value.faults] == ["/question"]
    words: dict[str, str | bool] = {"question": draft.question, "text": draft.text}
    prepare_publication(desk.ports, OFFICER, code, words, context(OFFICER))
    with pytest.raises(NotFound):
        published_answer(desk.ports, code)
    with pytest.raises(IllegalStep, match="second person"):
        publish(desk.ports, BOTH, code, context(BOTH))
    assert publish(desk.ports, LEADER, code, context(LEADER)).is_public
    assert published_answer(desk.ports, code).question == draft.question
    with pytest.raises(IllegalStep, match="Take it down"):
        prepare_publication(desk.ports, OFFICER, code, words, context(OFFICER))
    take_down(desk.ports, OFFICER, code, "Có người nhận ra", context(OFFICER))
    with pytest.raises(NotFound):
        published_answer(desk.ports, code)
    kept = desk.work.load(Key(Publication, code)).get(Publication, code)
    assert kept is not None
    assert [one.state for one in kept.history] == [State.WAITING, State.PUBLISHED, State.TAKEN_DOWN]


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_what_has_its_own_path_is_never_published(kind: Kind) -> None:
    desk = Desk()
    code = desk.file(kind=kind).petition.code
    with pytest.raises(IllegalStep):
        prepare_publication(desk.ports, OFFICER, code, {"question": "x" * 20, "text": "y" * 20}, context(OFFICER))


def test_whoever_petitioned_is_asked_once_and_answers_by_their_link() -> None:
    desk = Desk()
    filed, token = asked(desk)
    code = filed.petition.code
    assert desk.work.facts[-1].type == facts.SURVEY_ASKED
    assert ask_opinion(desk.ports, Job(ASK_JOB, code, desk.now)).saved == ()
    for wrong in (f"{code}.AAAA-AAAA-AAAA-AAAA", f"{code}.{filed.key}", "PA-261005-0009.X", "", code):
        with pytest.raises(NotFound):
            open_survey(desk.ports, wrong, address="x")
    told = {"opinion": "partly", "aspects": ["slow"], "comment": "Chờ lâu"}
    rate_by_link(desk.ports, token, told, context(at=desk.now), address="x")
    assert desk.work.facts[-1].data["opinion"] == "partly"
    assert "Chờ lâu" not in str(desk.work.facts[-1])
    rate_by_key(desk.ports, code, filed.key, {"opinion": "partly"}, context(at=desk.now), address="x")
    rating = survey(desk, code).rating
    assert rating is not None
    assert (rating.opinion, rating.aspects, rating.comment) == (Opinion.PARTLY, frozenset({Aspect.SLOW}), "Chờ lâu")
    with pytest.raises(InvalidRequest, match="/opinion"):
        rate_by_link(desk.ports, token, {"opinion": "great"}, context(at=desk.now), address="x")
    desk.now += timedelta(days=31)
    with pytest.raises(IllegalStep, match="over"):
        rate_by_link(desk.ports, token, told, context(at=desk.now), address="x")


def test_nobody_is_asked_whom_no_message_can_reach_and_they_may_still_say() -> None:
    desk = Desk()
    filed = desk.file(contact=Contact())
    code = filed.petition.code
    assign_petition(desk.ports, OPERATOR, code, "petition-officer", context(OPERATOR))
    with pytest.raises(IllegalStep):
        rate_by_key(desk.ports, code, filed.key, {"opinion": "satisfied"}, context(), address="x")
    answer_petition(desk.ports, OFFICER, code, ANSWER, context(OFFICER))
    approve_answer(desk.ports, LEADER, code, context(LEADER))
    assert ask_opinion(desk.ports, Job(ASK_JOB, code, desk.now)).saved == ()
    rate_by_key(desk.ports, code, filed.key, {"opinion": "satisfied"}, context(), address="x")
    assert survey(desk, code).rating is not None


@pytest.mark.parametrize(("text", "read"), [
    ("1", (None, Opinion.SATISFIED)), ("DG 3", (None, Opinion.UNSATISFIED)),
    ("dg pa 261005 0001 2", ("PA-261005-0001", Opinion.PARTLY)), ("DG 1 3", (None, None)), ("DG 7", (None, None)),
])  # fmt: skip
def test_an_opinion_is_read_from_a_short_message(text: str, read: tuple[str | None, Opinion | None]) -> None:
    assert read_opinion(text) == read


@pytest.mark.parametrize(("sender", "counted"), [(PHONE, True), ("+84911111111", False)])
@pytest.mark.parametrize("text", ["DG 2", "DG PA-261005-0001 2", "2"])
def test_only_the_number_that_was_asked_is_counted(sender: str, counted: bool, text: str) -> None:
    desk = Desk()
    code = asked(desk)[0].petition.code
    data = {"channel": "sms", "received_at": desk.now.isoformat(), "word": "rate"}
    personal = {"from": sender, "text": text, "language": "vi"}
    desk.hear(event("notifications.message.inbound.v1", 1, data, subject="m-1", personal=personal))
    assert len(desk.work.all(Petition)) == 1
    for _ in range(2):  # a job that runs twice counts once
        change = rate_heard(desk.ports, FakeSurveys(desk), Job(RATE_JOB, "m-1", desk.now))
        desk.work.commit(change, Context("service:hotline", desk.now, "c"))
    assert (survey(desk, code).rating is not None) is counted
    assert [one.petition for one in desk.work.all(Heard)] == [code if counted else None]
    assert sum(one.type == facts.RATED for one in desk.work.facts) == counted


def test_a_caller_hears_how_theirs_stands_by_key_or_by_the_number_they_left() -> None:
    desk = Desk()
    filed = desk.file(channel=Channel.WEB)
    code = filed.petition.code
    for key, digits in ((filed.key, ""), ("", "0127"), ("", "0900 000 127")):
        assert tell_standing(desk.ports, OPERATOR, "pa 261005 0001", key, digits).petition.code == code
    wrong = [(code, "", "0128"), (code, "", ""), (code, "AAAA-AAAA-AAAA-AAAA", ""),
             ("PA-261005-0009", filed.key, "0127"),
             ("no code", "", "0127"), (code, "", "127")]  # fmt: skip
    for told in wrong:
        with pytest.raises(NotFound) as refused:
            tell_standing(desk.ports, OPERATOR, *told)
        assert refused.value.slug == "not-told"
    with pytest.raises(Forbidden):
        tell_standing(desk.ports, PUBLIC, code, filed.key, "")
