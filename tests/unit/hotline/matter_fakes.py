"""Matters in memory: what the store answers by digests is compared here by the values themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.matters.likeness import Kin, Tie
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.matters.matter_ports import Place
from tests.support.fake_store import FakeWork


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
