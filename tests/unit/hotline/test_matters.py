"""Rules of one matter: contacts are found, merged and parted without loss; one owner, and one answer for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.matters.likeness import LIKELY, POINTS, Kin, Likeness, Reason, Tie, suggestions
from services.hotline.domain.matters.matter import MOST_CONTACTS, Doing, Matter, MatterAct, merge
from services.hotline.domain.petition import OPEN, Petition, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.matters.find_same import same_matter, tell_apart
from services.hotline.use_cases.matters.merge_matters import merge_petitions, part_petition
from services.hotline.use_cases.matters.view_matter import list_matters, matter_of, view_matter
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import DOSSIER, LEADER, NOW, OFFICER, OPERATOR, TEXT, Desk, claim, context, life
from tests.unit.hotline.matter_fakes import FakeMatters

ANSWER = "Giấy hẹn thứ Sáu là đúng: hồ sơ nhận lúc nghỉ trưa."
OTHER_ANSWER = "Hồ sơ đã xong, mời ông bà đến quầy số 3."
TAM = Contact("Ông Tâm", "+84900000127")


@dataclass
class House:
    """A desk, and what is done there with matters."""

    desk: Desk = field(default_factory=Desk)

    def file(self, **changes: Any) -> str:
        return self.desk.file(**changes).petition.code

    def merge(self, code: str, other: str, caller: Caller = OPERATOR, **more: Any) -> Petition:
        return merge_petitions(self.desk.ports, caller, code, other, "cùng một việc", self._by(caller), **more)

    def part(self, code: str, caller: Caller = OPERATOR) -> Petition:
        return part_petition(self.desk.ports, caller, code, "việc khác", self._by(caller))

    def assign(self, code: str, officer: str = "petition-officer") -> Petition:
        return assign_petition(self.desk.ports, LEADER, code, officer, self._by(LEADER))

    def answer(self, code: str, text: str = ANSWER) -> Petition:
        return answer_petition(self.desk.ports, OFFICER, code, text, self._by(OFFICER))

    def close(self, code: str) -> Petition:
        return close_petition(self.desk.ports, OFFICER, code, self._by(OFFICER))

    def found(self, code: str) -> tuple[Likeness, ...]:
        return same_matter(self.desk.ports, FakeMatters(self.desk.work), OFFICER, code)

    def matter(self, code: str) -> Matter:
        return view_matter(self.desk.ports, OFFICER, code).matter

    def _by(self, caller: Caller) -> Context:
        return context(caller, self.desk.now)


@pytest.fixture
def house() -> House:
    house = House()
    house.desk.hear(*life()[:5])
    return house


def test_two_contacts_become_one_matter_under_the_code_of_the_first(house: House) -> None:
    one, two, three = (house.file() for _ in range(3))
    assert house.merge(three, two).matter == two
    assert house.merge(two, one).matter == one
    assert house.matter(one).petitions == (one, two, three)
    assert not house.matter(two).stands
    assert [entry.act for entry in house.matter(two).history][-1] is MatterAct.MOVED
    assert {house.desk.petition(code).matter for code in (one, two, three)} == {one}


def test_a_matter_has_the_owner_of_what_was_told_first(house: House) -> None:
    one, two, three = (house.file() for _ in range(3))
    house.assign(two, "second-officer")
    house.assign(three, "petition-officer")
    house.merge(three, two)
    assert house.matter(two).owner == "second-officer"
    house.merge(one, two)  # nobody had the first one
    assert house.matter(one).owner == "second-officer"
    assert {house.desk.petition(code).officer for code in (one, two, three)} == {"second-officer"}
    assert house.desk.petition(one).status is Status.ASSIGNED


def test_assigning_one_contact_assigns_the_matter(house: House) -> None:
    one, two = house.file(), house.file()
    house.merge(two, one)
    assert house.assign(two, "second-officer").code == two
    assert (house.desk.petition(one).officer, house.matter(one).owner) == ("second-officer", "second-officer")


def test_one_answer_is_told_to_every_petitioner_once(house: House) -> None:
    one, two, three = house.file(), house.file(contact=Contact("Bà Hoa", "+84900000001")), house.file(contact=Contact())
    house.merge(two, one)
    house.merge(three, one)
    house.assign(one)
    house.answer(two)
    told = [fact for fact in house.desk.work.facts if fact.type == facts.ANSWERED]
    assert sorted(fact.subject for fact in told) == [one, two, three]
    assert {fact.data["answer"] for fact in told} == {ANSWER}
    assert [(fact.personal or {})["name"] for fact in told if fact.subject != three] == ["Bà Hoa", "Ông Tâm"]
    house.close(three)
    assert {house.desk.petition(code).status for code in (one, two, three)} == {Status.CLOSED}


def test_who_comes_to_an_answered_matter_hears_the_same_answer(house: House) -> None:
    one = house.file()
    house.assign(one)
    house.answer(one)
    two = house.file()
    joined = house.merge(two, one)
    assert (joined.status, joined.officer) == (Status.ASSIGNED, "petition-officer")
    with pytest.raises(IllegalStep, match="Give the same one"):
        house.answer(two, OTHER_ANSWER)
    house.answer(two)
    told = [fact.subject for fact in house.desk.work.facts if fact.type == facts.ANSWERED]
    assert told == [one, two]  # nobody hears it twice
    assert house.desk.petition(one).version == 4  # received, assigned, answered, merged


def test_a_contact_that_is_parted_may_be_answered_otherwise(house: House) -> None:
    one = house.file()
    house.assign(one)
    house.answer(one)
    two = house.file()
    house.merge(two, one)
    alone = house.part(two)
    assert (alone.status, alone.officer, alone.matter) == (Status.RECEIVED, None, "")
    house.assign(two)
    assert house.answer(two, OTHER_ANSWER).answer is not None


def test_parting_gives_back_what_each_had(house: House) -> None:
    one, two = house.file(), house.file()
    house.assign(two, "second-officer")
    house.merge(two, one)
    house.part(one)  # whichever of the two leaves
    assert (house.desk.petition(one).status, house.desk.petition(one).officer) == (Status.RECEIVED, None)
    assert (house.desk.petition(two).status, house.desk.petition(two).officer) == (Status.ASSIGNED, "second-officer")
    assert not house.matter(one).stands


def test_what_was_decided_for_the_matter_stays_with_who_leaves_it(house: House) -> None:
    one, two, three = (house.file() for _ in range(3))
    house.merge(two, one)
    house.merge(three, one)
    house.assign(one, "second-officer")
    assert house.part(three).officer == "second-officer"
    house.assign(one, "petition-officer")
    assert house.desk.petition(three).officer == "second-officer"
    assert house.desk.petition(two).officer == "petition-officer"


def test_an_answer_stays_told_when_a_contact_is_parted(house: House) -> None:
    one, two = house.file(), house.file()
    house.merge(two, one)
    house.assign(one)
    house.answer(one)
    assert house.part(two).status is Status.ANSWERED
    assert house.desk.petition(one).status is Status.ANSWERED


def test_when_the_first_leaves_the_others_go_on_under_the_next_code(house: House) -> None:
    one, two, three = (house.file() for _ in range(3))
    house.merge(two, one)
    house.merge(three, one)
    house.assign(one)
    house.part(one)
    assert house.desk.petition(one).matter == ""
    assert house.matter(two).petitions == (two, three)
    assert house.matter(two).owner == "petition-officer"
    assert house.merge(one, three).matter == one
    assert house.matter(one).petitions == (one, two, three)


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_what_has_its_own_path_by_law_is_no_part_of_a_matter(house: House, kind: Kind) -> None:
    one, two = house.file(), house.file(kind=kind)
    for pair in ((one, two), (two, one)):
        with pytest.raises(IllegalStep, match="own path"):
            house.merge(*pair)
    assert house.found(one) == ()
    assert house.found(two) == ()


def test_merging_what_is_one_already_changes_nothing(house: House) -> None:
    one, two = house.file(), house.file()
    house.merge(two, one)
    before = house.desk.petition(two)
    assert house.merge(two, one) == before
    assert house.merge(one, two).matter == one
    assert house.matter(one).version == 1
    with pytest.raises(IllegalStep):
        house.merge(one, one)
    with pytest.raises(NotFound):
        house.merge(one, "PA-261005-0999")
    assert house.part(house.file()).version == 1  # alone already


def test_only_who_may_regroups(house: House) -> None:
    one, two = house.file(), house.file()
    with pytest.raises(Forbidden):
        house.merge(two, one, LEADER)
    with pytest.raises(Forbidden):
        house.part(two, LEADER)
    with pytest.raises(InvalidRequest):
        merge_petitions(house.desk.ports, OPERATOR, one, two, "x" * 501, context(OPERATOR))


def test_a_matter_has_an_end_to_what_it_holds() -> None:
    one = House().desk.file().petition
    many = [replace(one, id=f"PA-261005-{number:04d}") for number in range(1, MOST_CONTACTS + 2)]
    doing = Doing(NOW, "staff:operator")
    assert len(merge(many[1:], {}, None, doing).petitions) == MOST_CONTACTS
    with pytest.raises(IllegalStep, match=str(MOST_CONTACTS)):
        merge(many, {}, None, doing)


def test_codes_of_a_busy_day_are_ordered_by_their_number() -> None:
    one = House().desk.file().petition
    pair = [replace(one, id="PA-261005-10000"), replace(one, id="PA-261005-9999")]
    done = merge(pair, {}, None, Doing(NOW, "staff:operator"))
    assert done.matters[0].petitions == ("PA-261005-9999", "PA-261005-10000")


def test_who_merges_at_the_same_time_is_not_lost(house: House) -> None:
    """Two merges decide on what they both saw; the second one decides again."""
    one, two, three = (house.file() for _ in range(3))
    commit, work = house.desk.work.commit, house.desk.work

    def late(change: Change, context: Context) -> None:
        work.commit = commit  # type: ignore[method-assign]
        house.merge(three, one)
        commit(change, context)

    work.commit = late  # type: ignore[method-assign]
    house.merge(two, one)
    assert house.matter(one).petitions == (one, two, three)


def test_a_petition_that_is_changed_over_and_over_is_given_up(house: House) -> None:
    one, two = house.file(), house.file()

    def busy(change: Change, context: Context) -> None:
        raise Conflict("somebody else")

    house.desk.work.commit = busy  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        house.merge(two, one)


# ---- found ----


def test_the_same_person_again_on_the_same_subject_is_suggested_with_reasons(house: House) -> None:
    one = house.file()
    house.desk.now += timedelta(days=3)
    two = house.file(text="Tôi gọi lần trước rồi mà chưa thấy ai trả lời về giấy hẹn.")
    (found,) = house.found(two)
    assert found.petition.code == one
    assert set(found.reasons) == {Reason.SAME_PHONE, Reason.SAME_NAME, Reason.SAME_TOPIC, Reason.NEAR_IN_TIME}
    assert found.score == sum(POINTS[reason] for reason in found.reasons)
    assert found.score >= LIKELY


def test_the_same_dossier_told_of_by_another_person_is_suggested(house: House) -> None:
    one = house.file(claim=claim())
    two = house.file(claim=claim(), contact=Contact("Bà Lan", "+84900000555"), text="Sao mãi chưa có kết quả thế ạ?")
    (found,) = house.found(two)
    assert (found.petition.code, found.reasons[0]) == (one, Reason.SAME_DOSSIER)


UNSURE = {
    "the same person about something else long ago": (
        {"topic": Topic.FEES, "text": "Lệ phí thu sai so với bảng niêm yết ở quầy."}, 200),
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


def test_matters_are_listed_by_their_latest_contact(house: House) -> None:
    one, two = house.file(), house.file()
    house.desk.now += timedelta(days=1)
    three, four = house.file(), house.file()
    house.merge(two, one)
    house.merge(four, three)
    rows = list_matters(house.desk.ports, FakeMatters(house.desk.work), LEADER)
    assert [(row.matter.id, row.first.code, row.latest.code) for row in rows] == [(three, three, four), (one, one, two)]
    view = matter_of(house.desk.ports, house.desk.petition(two))
    assert view is not None
    assert [contact.code for contact in view.contacts] == [one, two]
    with pytest.raises(NotFound):
        view_matter(house.desk.ports, OFFICER, "PA-261005-0099")


# ---- no sequence of steps loses a contact ----

CONTACTS = 5
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "part", "link", "unlink", "assign", "answer"]),
        st.integers(0, CONTACTS - 1),
        st.integers(0, CONTACTS - 1),
    ),
    max_size=20,
)
KEPT = ("text", "claimed_dossier", "kind", "topic", "channel", "key_hash", "received_at", "due_at", "language")


@dataclass
class Alone:
    """What each contact would have by itself: its own dossier, and what was decided for it or for its matter."""

    dossier: dict[str, str | None]
    stands: dict[str, tuple[Status, str | None]]


def _play(house: House, alone: Alone, codes: list[str], step: str, mine: int, other: int) -> None:
    code, ports, before = codes[mine], house.desk.ports, house.desk.petition(codes[mine])
    officer = ("petition-officer", "second-officer")[other % 2]
    steps: dict[str, Callable[[], object]] = {
        "merge": lambda: house.merge(code, codes[other]),
        "part": lambda: house.part(code),
        "link": lambda: link_petition(ports, OFFICER, code, claim(), context(OFFICER)),
        "unlink": lambda: unlink_petition(ports, OFFICER, code, context(OFFICER)),
        "assign": lambda: house.assign(code, officer),
        "answer": lambda: house.answer(code),
    }
    beside = [code] if not before.matter else [one for one in codes if house.desk.petition(one).matter == before.matter]
    open_ones = [one for one in beside if house.desk.petition(one).status in OPEN]
    try:
        steps[step]()
    except IllegalStep:
        return
    if step in ("link", "unlink"):
        alone.dossier[code] = DOSSIER if step == "link" else None
    if step == "assign" and before.officer != officer:
        alone.stands.update(dict.fromkeys(open_ones, (Status.ASSIGNED, officer)))
    if step == "answer":
        alone.stands.update(dict.fromkeys(open_ones, (Status.ANSWERED, before.officer)))


def _check_matters(work: FakeWork) -> None:
    """Every contact is in exactly the matter that it names, under the first code, with one owner and one answer."""
    petitions = {one.id: one for one in work.all(Petition)}
    members = [(matter.id, code) for matter in work.all(Matter) for code in matter.petitions]
    assert sorted(members) == sorted((one.matter, one.id) for one in petitions.values() if one.matter)
    for matter in (one for one in work.all(Matter) if one.stands):
        of = [petitions[code] for code in matter.petitions]
        assert len(of) > 1
        assert matter.id == matter.petitions[0]
        assert {one.officer for one in of if one.status in OPEN} <= {matter.owner}
        assert len({one.answer.text for one in of if one.answer}) <= 1


@settings(max_examples=80)
@given(STEPS)
def test_no_sequence_of_merge_part_link_unlink_loses_a_contact(steps: list[tuple[str, int, int]]) -> None:
    house = House()
    house.desk.hear(*life()[:5])
    names = [f"Người thứ {number}" for number in range(CONTACTS)]
    codes = [house.file(text=f"{TEXT} {name}", contact=Contact(name, "+84900000127")) for name in names]
    before = {one.id: one for one in house.desk.work.all(Petition)}
    alone = Alone(dict.fromkeys(codes), dict.fromkeys(codes, (Status.RECEIVED, None)))
    seen = {one.id: one.history for one in before.values()}
    for step in steps:
        _play(house, alone, codes, *step)
        _check_matters(house.desk.work)
        for one in house.desk.work.all(Petition):  # what was done once stays written down
            assert one.history[: len(seen[one.id])] == seen[one.id]
            seen[one.id] = one.history
    for code in codes:
        house.part(code)
    after = {one.id: one for one in house.desk.work.all(Petition)}
    assert sorted(after) == sorted(codes)
    assert [one.contact.name for one in house.desk.work.all(Identity)] == names
    for code, one in after.items():
        assert [getattr(one, name) for name in KEPT] == [getattr(before[code], name) for name in KEPT]
        assert (one.matter, one.dossier) == ("", alone.dossier[code])
        assert (one.status, one.officer) == alone.stands[code]
    told = sorted(fact.subject for fact in house.desk.work.facts if fact.type == facts.ANSWERED)
    assert told == sorted(code for code, one in after.items() if one.answer)
    assert not any(matter.stands for matter in house.desk.work.all(Matter))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["merge", "part"]), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_merging_and_parting_leave_officers_as_they_were(steps: list[tuple[str, int, int]]) -> None:
    house = House()
    codes = [house.file() for _ in range(4)]
    house.assign(codes[1], "second-officer")
    house.assign(codes[2], "petition-officer")
    stood = [(one.status, one.officer) for one in map(house.desk.petition, codes)]
    for step in steps:
        _play(house, Alone({}, {}), codes, *step)
    for code in codes:
        house.part(code)
    assert [(one.status, one.officer) for one in map(house.desk.petition, codes)] == stood
