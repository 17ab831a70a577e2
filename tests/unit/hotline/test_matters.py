"""Rules of one matter: contacts are merged and parted; one owner, and one answer for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Kind
from services.hotline.domain.matters.matter import MOST_CONTACTS, Doing, MatterAct, merge
from services.hotline.domain.petition import Petition, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.approve_answer import send_back_answer
from services.hotline.use_cases.matters.merge_matters import merge_petitions
from services.hotline.use_cases.matters.view_matter import list_matters, matter_of, view_matter
from shared.security.access import Forbidden
from shared.store.change import Change, Conflict, Context, Key, Loaded
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR, context, life
from tests.unit.hotline.matter_fakes import ANSWER, OTHER_ANSWER, FakeMatters, House


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


def test_who_joins_after_the_answer_was_written_hears_it_once_it_is_approved(house: House) -> None:
    one, two = house.file(), house.file()
    house.assign(one)
    house.propose(one)
    house.merge(two, one)
    house.approve(one)
    told = sorted(fact.subject for fact in house.desk.work.facts if fact.type == facts.ANSWERED)
    assert told == [one, two]
    assert {house.desk.petition(code).status for code in (one, two)} == {Status.ANSWERED}


def test_words_that_are_sent_back_are_so_for_the_whole_matter(house: House) -> None:
    one, two, three = house.file(), house.file(), house.file()
    house.merge(two, one)
    house.assign(one)
    house.propose(one)
    house.merge(three, one)
    send_back_answer(house.desk.ports, LEADER, two, "Chưa nói ai xin lỗi.", house.by(LEADER))
    assert [house.desk.petition(code).proposal for code in (one, two, three)] == [None, None, None]


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
    assert house.desk.petition(one).version == 5  # received, assigned, proposed, answered, merged


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


def test_who_may_not_know_of_a_contact_sees_nothing_of_its_matter(house: House) -> None:
    """The unit of work hides a petition from whom it names; then its matter and its likeness are hidden with it."""
    one, two, three = (house.file() for _ in range(3))
    house.merge(two, one)
    load = house.desk.work.load

    def veiled(*keys: Key) -> Loaded:
        return load(*(key for key in keys if key != Key(Petition, one)))

    house.desk.work.load = veiled  # type: ignore[method-assign]
    assert list(list_matters(house.desk.ports, FakeMatters(house.desk.work), LEADER)) == []
    with pytest.raises(NotFound):
        view_matter(house.desk.ports, OFFICER, one)
    with pytest.raises(NotFound):
        matter_of(house.desk.ports, house.desk.petition(two))
    with pytest.raises(NotFound):
        house.assign(two)
    assert one not in [found.petition.code for found in house.found(three)]
