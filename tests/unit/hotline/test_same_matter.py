"""Rules of what tells of the same matter: suggested with reasons where it is sure enough, and silence else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import IllegalStep
from services.hotline.domain.kinds import Topic
from services.hotline.domain.matters.likeness import LIKELY, POINTS, Kin, Reason, Tie, suggestions
from services.hotline.use_cases.matters.find_same import tell_apart
from shared.security.access import Forbidden
from tests.unit.hotline.fakes import LEADER, OPERATOR, claim, context, life
from tests.unit.hotline.matter_fakes import House


@pytest.fixture
def house() -> House:
    house = House()
    house.desk.hear(*life()[:5])
    return house


def test_the_same_person_again_on_the_same_subject_is_suggested_with_reasons(house: House) -> None:
    one = house.file()
    house.desk.now += timedelta(days=3)
    two = house.file(text="Tôi gọi lần trước rồi mà chưa thấy ai trả lời về giấy hẹn.")
    (found,) = house.found(two)
    assert found.petition.code == one
    assert {Reason.SAME_PHONE, Reason.SAME_TOPIC, Reason.NEAR_IN_TIME} <= set(found.reasons)
    assert Reason.SAME_NAME not in found.reasons  # the same person is one reason
    assert found.score == sum(POINTS[reason] for reason in found.reasons)
    told_again = house.file()
    assert max(found.score for found in house.found(told_again)) >= LIKELY


def test_the_same_dossier_told_of_by_another_person_is_suggested(house: House) -> None:
    one = house.file(claim=claim())
    two = house.file(claim=claim(), contact=Contact("Bà Lan", "+84900000555"), text="Sao mãi chưa có kết quả thế ạ?")
    (found,) = house.found(two)
    assert (found.petition.code, found.reasons[0]) == (one, Reason.SAME_DOSSIER)


UNSURE = {
    "the same person about something else": (
        {"topic": Topic.FEES, "text": "Lệ phí thu sai so với bảng niêm yết ở quầy."}, 2),
    "the same name alone": ({"contact": Contact("Ông Tâm", "+84911111111"), "text": "Nhân viên nói năng khó nghe."}, 2),
    "another person, the same subject": (
        {"contact": Contact("Bà Lan", "+84911111111"), "text": "Nộp giấy tháng trước, tới nay chưa xong."}, 2),
    "nobody named": ({"contact": Contact(), "text": "Quầy số 2 mở cửa muộn, phải chờ."}, 2),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSURE)
def test_where_it_is_unsure_nothing_is_suggested(house: House, case: str) -> None:
    changes, days = UNSURE[case]
    house.file()
    house.desk.now += timedelta(days=days)
    assert house.found(house.file(**changes)) == ()


def test_the_same_person_about_another_dossier_is_another_matter(house: House) -> None:
    house.file(claim=claim(dossier="H99.11-261005-0002"))
    assert house.found(house.file(claim=claim(dossier="H99.11-261005-0003"), text="Hồ sơ này cũng chưa xong ạ")) == ()


def test_a_matter_is_suggested_once_and_never_to_its_own_contacts(house: House) -> None:
    one, two, three = (house.file() for _ in range(3))
    house.merge(two, one)
    assert len(house.found(three)) == 1
    assert [found.petition.code for found in house.found(two)] == [three]


def test_what_was_told_apart_is_not_suggested_until_that_is_taken_back(house: House) -> None:
    one, two = house.file(), house.file()
    tell_apart(house.desk.ports, OPERATOR, two, one, context(OPERATOR))
    assert house.found(one) == house.found(two) == ()
    tell_apart(house.desk.ports, OPERATOR, one, two, context(OPERATOR), apart=False)
    assert len(house.found(one)) == 1
    house.merge(one, two)
    with pytest.raises(IllegalStep):
        tell_apart(house.desk.ports, OPERATOR, one, two, context(OPERATOR))
    house.part(two)
    assert house.found(two) == ()  # who parted them told them apart
    house.merge(two, one)
    with pytest.raises(Forbidden):
        tell_apart(house.desk.ports, LEADER, one, two, context(LEADER))


def test_text_alone_must_be_nearly_the_same(house: House) -> None:
    one = house.desk.petition(house.file(contact=Contact()))
    same, short = replace(one, id="PA-261005-0002"), replace(one, id="PA-261005-0003", text="Trễ hẹn quá")
    (found,) = suggestions(one, [Kin(same), Kin(short), Kin(one, frozenset(Tie))])
    assert found.petition is same
    assert Reason.SAME_WORDS in found.reasons
    plain = replace(same, text="giay hen thu sau ma co o quay noi thu nam ngay nao dung")
    assert Reason.SAME_WORDS in suggestions(one, [Kin(plain)])[0].reasons
