"""No sequence of merging, parting, linking and unlinking loses a contact or anything that it had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.errors import IllegalStep
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import OPEN, Petition, Status
from services.hotline.use_cases import facts
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import DOSSIER, OFFICER, TEXT, claim, context, life
from tests.unit.hotline.matter_fakes import House

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


@settings(max_examples=50)
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


@settings(max_examples=20)
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
