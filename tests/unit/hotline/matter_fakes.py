"""Matters in memory, where values are compared instead of digests; and a house in which people merge and part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.matters.likeness import Kin, Likeness, Tie
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.answers.approve_answer import approve_answer
from services.hotline.use_cases.matters.find_same import same_matter
from services.hotline.use_cases.matters.matter_ports import Place
from services.hotline.use_cases.matters.merge_matters import merge_petitions, part_petition
from services.hotline.use_cases.matters.view_matter import view_matter
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from shared.security.caller import Caller
from shared.store.change import Context
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import LEADER, OFFICER, OPERATOR, Desk, context

ANSWER = "Giấy hẹn thứ Sáu là đúng: hồ sơ nhận lúc nghỉ trưa."
OTHER_ANSWER = "Hồ sơ đã xong, mời ông bà đến quầy số 3."


@dataclass
class FakeMatters:
    """Implements ``Matters`` over a FakeWork."""

    work: FakeWork

    def page(self, after: Place | None, limit: int) -> Sequence[Matter]:
        standing = [(one.last_at, one.id, one) for one in self.work.all(Matter) if one.last_at]
        return [one for at, id, one in sorted(standing, reverse=True) if not after or (at, id) < after][:limit]

    def kin_of(self, petition: Petition, contact: Contact) -> Sequence[Kin]:
        of = {one.id: one.contact for one in self.work.all(Identity)}
        return [
            Kin(one, _ties(contact, of.get(one.id, Contact()))) for one in self.work.all(Petition) if one != petition
        ]


def _ties(one: Contact, other: Contact) -> frozenset[Tie]:
    pairs = {Tie.PHONE: (one.phone, other.phone), Tie.EMAIL: (one.email, other.email), Tie.NAME: (one.name, other.name)}
    return frozenset(tie for tie, (mine, theirs) in pairs.items() if mine and mine == theirs)


@dataclass
class House:
    """A desk, and what is done there with matters."""

    desk: Desk = field(default_factory=Desk)

    def file(self, **changes: Any) -> str:
        return self.desk.file(**changes).petition.code

    def merge(self, code: str, other: str, caller: Caller = OPERATOR, **more: Any) -> Petition:
        return merge_petitions(self.desk.ports, caller, code, other, "cùng một việc", self.by(caller), **more)

    def part(self, code: str, caller: Caller = OPERATOR) -> Petition:
        return part_petition(self.desk.ports, caller, code, "việc khác", self.by(caller))

    def assign(self, code: str, officer: str = "petition-officer") -> Petition:
        return assign_petition(self.desk.ports, LEADER, code, officer, self.by(LEADER))

    def answer(self, code: str, text: str = ANSWER) -> Petition:
        """Written by the officer, approved by a leader."""
        self.propose(code, text)
        return self.approve(code)

    def propose(self, code: str, text: str = ANSWER) -> Petition:
        return answer_petition(self.desk.ports, OFFICER, code, text, self.by(OFFICER))

    def approve(self, code: str) -> Petition:
        return approve_answer(self.desk.ports, LEADER, code, self.by(LEADER))

    def close(self, code: str) -> Petition:
        return close_petition(self.desk.ports, OFFICER, code, self.by(OFFICER))

    def found(self, code: str) -> tuple[Likeness, ...]:
        return same_matter(self.desk.ports, FakeMatters(self.desk.work), OFFICER, code)

    def matter(self, code: str) -> Matter:
        return view_matter(self.desk.ports, OFFICER, code).matter

    def by(self, caller: Caller) -> Context:
        return context(caller, self.desk.now)
