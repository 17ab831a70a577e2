"""Rules of the doors: for whom a petition names it does not exist; no look is made, changed or lost unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hotline import store
from services.hotline.domain.callbacks.callback import Callback, State
from services.hotline.domain.contact import Identity, Look, Seen
from services.hotline.domain.doors.chain import Flaw, Head, Linker, linked
from services.hotline.domain.doors.named import petitions_behind
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Channel, Kind
from services.hotline.domain.petition import Petition, PublicAnswer, Status
from services.hotline.use_cases.callbacks.make_call import take_call, view_callback
from services.hotline.use_cases.doors.look import looks_at
from services.hotline.use_cases.doors.name_people import name_people
from services.hotline.use_cases.doors.veil import VeiledWork
from services.hotline.use_cases.doors.verify_looks import prove, verify_looks
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from services.hotline.use_cases.view_petition import view_identity, view_petition, view_text
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Key
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR, Desk, claim, context

WHY = "gọi lại cho người gửi"


def ports_of(desk: Desk, caller: Caller) -> Ports:
    """What the composition root gives to a request of this caller's."""

    def hidden() -> frozenset[str]:
        return frozenset(one.id for one in desk.work.all(Petition) if caller.id in one.named)

    return replace(desk.ports, work=VeiledWork(desk.work, lambda: caller.id, hidden))


def naming(desk: Desk, code: str, *accounts: str, by: Caller = LEADER) -> Petition:
    return name_people(ports_of(desk, by), by, code, accounts, context(by))


def test_for_whom_a_petition_names_every_step_finds_nothing() -> None:
    desk = Desk()
    code = desk.file().petition.code
    naming(desk, code, "petition-officer")
    ports, asked = ports_of(desk, OFFICER), context(OFFICER)
    steps: list[Any] = [
        lambda one: view_petition(ports, OFFICER, one),
        lambda one: view_identity(ports, OFFICER, one, WHY, asked),
        lambda one: view_text(ports, OFFICER, one, WHY, asked),
        lambda one: assign_petition(ports, OFFICER, one, "second-officer", asked),
        lambda one: answer_petition(ports, OFFICER, one, "Không có chuyện đó.", asked),
        lambda one: close_petition(ports, OFFICER, one, asked),
        lambda one: link_petition(ports, OFFICER, one, claim(), asked),
        lambda one: unlink_petition(ports, OFFICER, one, asked),
        lambda one: name_people(ports, OFFICER, one, [], asked),
    ]
    for step in steps:
        with pytest.raises(NotFound) as refused:
            step(code)
        with pytest.raises(NotFound) as unknown:
            step("PA-261005-0999")
        assert (refused.value.slug, refused.value.words) == (unknown.value.slug, unknown.value.words)
    assert desk.work.all(Look) == []
    assert view_petition(ports_of(desk, LEADER), LEADER, code).petition.named == ("petition-officer",)


def test_what_hangs_on_a_petition_is_not_there_either() -> None:
    desk = Desk()
    code = desk.file().petition.code
    naming(desk, code, "operator")
    call = Callback("news-1", 1, code, "petition_answered", NOW, NOW, State.OPEN)
    desk.work = type(desk.work)(*desk.work.all(Petition), *desk.work.all(Identity), call)
    ports = ports_of(desk, OPERATOR)
    assert ports.work.load(Key(Identity, code)).get(Identity, code) is None
    for step in (lambda: view_callback(ports, OPERATOR, "news-1"),
                 lambda: take_call(ports, OPERATOR, "news-1", context(OPERATOR))):  # fmt: skip
        with pytest.raises(NotFound):
            step()
    assert take_call(ports_of(desk, OFFICER), OFFICER, "news-1", context(OFFICER)).holder == "petition-officer"


@dataclass(frozen=True)
class Thing:
    """Whatever else may be kept about petitions."""

    id: str
    petition: str = ""
    matter: str = ""
    petitions: tuple[str, ...] = ()


@pytest.mark.parametrize("thing", [
    Thing("PA-261005-0001"), Thing("x", petition="PA-261005-0001"), Thing("x", matter="PA-261005-0001"),
    Thing("PA-261004-0009", petitions=("PA-261004-0009", "PA-261005-0001")),
])  # fmt: skip
def test_whatever_names_a_petition_is_known_to_be_about_it(thing: Thing) -> None:
    assert "PA-261005-0001" in petitions_behind(thing)
    assert petitions_behind(Thing("H99.11-261005-0001")) == frozenset()


def test_the_public_and_the_service_itself_are_hidden_from_nothing() -> None:
    desk = Desk()
    code = desk.file().petition.code
    naming(desk, code, "operator")
    work = VeiledWork(desk.work, lambda: "", lambda: frozenset((code,)))
    assert work.load(Key(Petition, code)).get(Petition, code) is not None


def test_whoever_is_named_loses_the_petition_and_is_not_given_it_again() -> None:
    desk = Desk()
    code = desk.file().petition.code
    assign_petition(desk.ports, LEADER, code, "petition-officer", context(LEADER))
    named = naming(desk, code, " Petition-Officer ", "")
    assert (named.named, named.officer, named.status) == (("petition-officer",), None, Status.RECEIVED)
    with pytest.raises(IllegalStep, match="this very person"):
        assign_petition(desk.ports, LEADER, code, "petition-officer", context(LEADER))
    assert assign_petition(desk.ports, LEADER, code, "second-officer", context(LEADER)).officer == "second-officer"
    assert naming(desk, code).named == ()


def test_an_answered_petition_can_still_name_people_and_keeps_who_answered() -> None:
    desk = Desk()
    filed = desk.file().petition.assigned("petition-officer", NOW, "staff:leader")
    answered = filed.answered(PublicAnswer("Giấy hẹn thứ Sáu là đúng.", NOW, OFFICER.actor), "petition-officer")
    named = answered.naming(("petition-officer",), NOW, "staff:leader")
    assert (named.status, named.officer) == (Status.ANSWERED, "petition-officer")


@pytest.mark.parametrize("accounts", [["Lê Thu Hà"], ["a b"], [f"x{number}" for number in range(21)], ["leader"]])
def test_what_is_no_account_or_oneself_is_refused_by_its_field(accounts: list[str]) -> None:
    desk = Desk()
    code = desk.file().petition.code
    with pytest.raises(InvalidRequest) as refused:
        naming(desk, code, *accounts)
    assert [one.pointer for one in refused.value.faults] == ["/accounts"]


@pytest.mark.parametrize("why", ["", "  ", "xem", None])
def test_nothing_is_opened_without_a_reason(why: Any) -> None:
    desk = Desk()
    code = desk.file(kind=Kind.DENUNCIATION).petition.code
    for step in (view_identity, view_text):
        with pytest.raises(InvalidRequest) as refused:
            step(desk.ports, OFFICER, code, why, context(OFFICER))
        assert [one.pointer for one in refused.value.faults] == ["/why"]
    assert desk.work.all(Look) == []


def linker(text: str) -> str:
    return f"keyed-{text}"


def digest(look: Look) -> str:
    return f"digest of {look.id} {look.why}" if look.why else ""


@dataclass
class Book:
    """The book of looks in memory, chained as the keeper does it."""

    chain: list[Look] = field(default_factory=list)
    last: Head = field(default_factory=Head)
    unchained: int = 0

    @classmethod
    def made(cls, count: int) -> Book:
        book = cls()
        for number in range(1, count + 1):
            look = Look(f"id-{number}", 1, Seen.IDENTITY, f"PA-261005-{number:04d}", "staff:a", NOW, f"vì {number}")
            look = replace(look, why_digest=digest(look), number=number)
            book.last = Head(number, linked(look, number, book.last.link, linker))
            book.chain.append(replace(look, link=book.last.link))
        return book

    @property
    def linker(self) -> Linker:
        return linker

    def why_digest(self, look: Look) -> str:
        return digest(look)

    def in_order(self) -> Iterator[Look]:
        return iter(sorted(self.chain, key=lambda one: one.number))

    def head(self) -> Head:
        return self.last

    def count_unchained(self, before: datetime) -> int:
        return self.unchained

    def latest(self, after: Any, limit: int) -> Sequence[Look]:
        return self.chain[::-1][:limit]

    def of(self, about: str, limit: int) -> Sequence[Look]:
        return [one for one in self.chain if one.about == about][:limit]


CHANGES: dict[str, Any] = {
    "who": lambda one: replace(one, who="staff:b"), "about": lambda one: replace(one, about="PA-261005-0999"),
    "what": lambda one: replace(one, what=Seen.DOSSIER), "at": lambda one: replace(one, at=one.at + timedelta(1)),
    "link": lambda one: replace(one, link="x"), "why": lambda one: replace(one, why="vì việc khác"),
    "why with its digest": lambda one: replace(one, why="x", why_digest=digest(replace(one, why="x"))),
}  # fmt: skip


def test_an_untouched_chain_is_proved_also_with_a_reason_erased() -> None:
    book = Book.made(5)
    assert prove(book, NOW).proved
    assert prove(book, NOW, Head(3, book.chain[2].link)).proved
    book.chain[1] = replace(book.chain[1], why="")
    proof = prove(book, NOW)
    assert (proof.proved, proof.looks, proof.head) == (True, 5, book.last)
    assert prove(Book(), NOW).proved


@settings(max_examples=60, deadline=None)
@given(count=st.integers(2, 9), at=st.integers(0, 8), what=st.sampled_from([*CHANGES, "gone"]))
def test_whatever_is_changed_or_taken_out_shows(count: int, at: int, what: str) -> None:
    book, at = Book.made(count), at % count
    if what == "gone":
        del book.chain[at]
    else:
        book.chain[at] = CHANGES[what](book.chain[at])
    proof = prove(book, NOW)
    assert not proof.proved
    assert proof.faults[0].flaw in (Flaw.MISSING, Flaw.CHANGED, Flaw.REASON_CHANGED, Flaw.CUT_OFF)


def test_an_end_cut_off_together_with_its_head_shows_against_a_head_noted_elsewhere() -> None:
    book = Book.made(6)
    noted = book.last
    book.chain = book.chain[:4]
    assert [one.flaw for one in prove(book, NOW).faults] == [Flaw.CUT_OFF]
    book.last = Head(4, book.chain[-1].link)
    assert prove(book, NOW).proved
    assert [one.flaw for one in prove(book, NOW, noted).faults] == [Flaw.NOT_AS_NOTED]


def test_a_look_that_never_gets_its_number_shows_and_only_some_may_ask() -> None:
    book, desk = Book.made(1), Desk()
    book.unchained = 1
    proof = verify_looks(desk.ports, book, LEADER)
    assert [one.flaw for one in proof.faults] == [Flaw.LEFT_OUT]
    with pytest.raises(Forbidden):
        verify_looks(desk.ports, book, OPERATOR)
    with pytest.raises(Forbidden):
        looks_at(desk.ports, book, OPERATOR, "x", limit=1)


def test_whom_it_names_can_be_said_when_it_is_written_down_and_only_there() -> None:
    desk = Desk()
    taken = desk.file(OPERATOR, channel=Channel.PHONE, named=("petition-officer",)).petition
    assert (taken.named, taken.version) == (("petition-officer",), 1)
    with pytest.raises(NotFound):
        view_petition(ports_of(desk, OFFICER), OFFICER, taken.code)
    assert desk.file(named=("petition-officer",)).petition.named == ()  # what anybody sends by the web hides nothing
    with pytest.raises(InvalidRequest) as refused:
        desk.file(OPERATOR, channel=Channel.PHONE, named=("operator",))
    assert [one.pointer for one in refused.value.faults] == ["/named"]


def test_every_question_about_petitions_asks_the_veil() -> None:
    """A list that forgot it would show a petition to whom it names."""
    asked = ("collections.PETITIONS", "read_row(", "collections.NOTES", "collections.LOOKS", "collections.CALLBACKS")
    rooms = (Path(store.__file__).parent).glob("*.py")
    questions = {one.name: text for one in rooms if ".find(" in (text := one.read_text("utf-8"))}
    assert len(questions) >= 4
    bare = [name for name, text in questions.items() if any(word in text for word in asked) and "eil" not in text]
    assert bare == []
