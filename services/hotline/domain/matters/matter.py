"""A matter: the contacts that tell of one and the same thing. It has one owner and one answer, and loses no contact.

A matter stands while it has two contacts or more, and is called by the code of its first one. Every contact stays the
petition that it was; what the matter changes in it is noted, so that a contact that leaves has again what it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import IllegalStep, Words
from services.hotline.domain.petition import OPEN, Act, Entry, Petition, Status
from services.hotline.domain.petition_code import PetitionCode

MOST_CONTACTS = 100  # all of them change in one transaction


@dataclass(frozen=True, slots=True)
class Member:
    """A contact since it belongs to the matter. ``status`` and ``officer`` are its own: what it has again when it
    leaves (what was decided for the whole matter since was decided for it too)."""

    petition: str
    received_at: datetime
    since: datetime
    by: str
    status: Status
    officer: str | None


class MatterAct(Enum):
    """What was done, as the matter's own history keeps it."""

    MERGED = "merged"  # the contact of the note came to it
    PARTED = "parted"  # the contact of the note left
    MOVED = "moved"  # all went on under the code of the note
    OWNED = "owned"  # the officer of the note has it
    MET = "met"  # a meeting was arranged or held; the note is its id


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """``who`` did it, when; ``why`` as they told it."""

    act: MatterAct
    at: datetime
    who: str
    note: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """``id`` is the code of its first contact; without members it is over (its history stays)."""

    id: str
    version: int
    members: tuple[Member, ...] = ()
    owner: str | None = None
    history: tuple[MatterEntry, ...] = ()

    @property
    def petitions(self) -> tuple[str, ...]:
        """The codes of its contacts, the first one first."""
        return tuple(one.petition for one in self.members)

    @property
    def stands(self) -> bool:
        return bool(self.members)

    @property
    def first_at(self) -> datetime | None:
        """When it was told of first."""
        return min((one.received_at for one in self.members), default=None)

    @property
    def last_at(self) -> datetime | None:
        """When it was told of last."""
        return max((one.received_at for one in self.members), default=None)

    def with_members(self, members: Iterable[Member], owner: str | None, entries: Iterable[MatterEntry]) -> Matter:
        """With exactly these contacts, in the order of their codes."""
        ordered = tuple(sorted(members, key=lambda one: PetitionCode.read(one.petition)))
        history = (*self.history, *entries)
        return replace(self, version=self.version + 1, members=ordered, owner=owner, history=history)

    def owned(self, owner: str | None, at: datetime, who: str) -> Matter:
        """In this officer's hands, by a decision on the whole of it: an open contact that leaves keeps it."""
        if self.owner == owner:
            return self
        members = tuple(
            replace(one, status=Status.ASSIGNED, officer=owner) if one.status in OPEN and owner else one
            for one in self.members
        )
        entry = MatterEntry(MatterAct.OWNED, at, who, owner or "")
        return self.with_members(members, owner, (entry,))

    def noted(self, entry: MatterEntry) -> Matter:
        """With one more line of history."""
        return replace(self, version=self.version + 1, history=(*self.history, entry))


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What a merge or a parting changes: matters and contacts, each in its new state."""

    matters: tuple[Matter, ...]
    petitions: tuple[Petition, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """Who regroups, when and why."""

    at: datetime
    who: str
    why: str = ""


def first_of(codes: Iterable[str]) -> str:
    """The earliest of the codes: by it a matter is called."""
    return min(codes, key=PetitionCode.read)


def merge(petitions: Sequence[Petition], matters: Mapping[str, Matter], owner: str | None, doing: Doing) -> Regrouped:
    """All these contacts as one matter in the hands of ``owner``. ``petitions`` are all contacts of all matters that
    meet; ``matters`` are those matters, and the one that was called by the first code before, where there was one.

    Raises IllegalStep for a contact with its own path by law, and for more contacts than a matter can have.
    """
    if any(one.status is Status.HANDED_OVER for one in petitions):
        raise IllegalStep(
            "own-legal-path",
            Words(
                "Khiếu nại, tố cáo có đường riêng theo luật, không gộp với phản ánh",
                "A complaint or denunciation has its own path by law and is not merged with feedback",
            ),
        )
    if len(petitions) > MOST_CONTACTS:
        raise IllegalStep(
            "too-many-contacts",
            Words(
                f"Một vụ việc gộp nhiều nhất {MOST_CONTACTS} lần liên hệ",
                f"A matter takes {MOST_CONTACTS} contacts at most",
            ),
        )
    id = first_of(one.id for one in petitions)
    known = {one.petition: one for matter in matters.values() for one in matter.members}
    members = [known.get(one.id) or _member(one, doing) for one in petitions]
    base = matters.get(id) or Matter(id, 0)
    came = [
        MatterEntry(MatterAct.MERGED, doing.at, doing.who, one.id, doing.why)
        for one in sorted(petitions, key=lambda one: PetitionCode.read(one.id))
        if one.id not in base.petitions
    ]
    ended = tuple(_moved(one, id, doing) for one in matters.values() if one.id != id and one.stands)
    joined = tuple(_joined(one, id, owner, doing) for one in petitions)
    changed = tuple(after for before, after in zip(petitions, joined, strict=True) if after is not before)
    return Regrouped((base.with_members(members, owner, came), *ended), changed)


def part(leaving: Petition, petitions: Sequence[Petition], matters: Mapping[str, Matter], doing: Doing) -> Regrouped:
    """The contact stands alone again and has what it had; a last one that stays behind does too. ``petitions`` are all
    contacts of its matter; ``matters`` are the matter, and the one that was called by the code of the first that stays.
    """
    matter = matters[leaving.matter]
    own = {one.petition: one for one in matter.members}
    staying = [one for one in petitions if one.id != leaving.id]
    entry = MatterEntry(MatterAct.PARTED, doing.at, doing.who, leaving.id, doing.why)
    if len(staying) < 2:
        alone = tuple(_parted(one, own[one.id], doing) for one in petitions)
        return Regrouped((matter.with_members((), None, (entry,)),), alone)
    id = first_of(one.id for one in staying)
    members = [own[one.id] for one in staying]
    left = _parted(leaving, own[leaving.id], doing)
    if id == matter.id:
        return Regrouped((matter.with_members(members, matter.owner, (entry,)),), (left,))
    moved = MatterEntry(MatterAct.MOVED, doing.at, doing.who, id)
    came = [MatterEntry(MatterAct.MERGED, doing.at, doing.who, one.id) for one in staying]
    renamed = (matters.get(id) or Matter(id, 0)).with_members(members, matter.owner, came)
    return Regrouped(
        (matter.with_members((), None, (entry, moved)), renamed),
        (left, *(_joined(one, id, matter.owner, doing) for one in staying)),
    )


def one_answer(petitions: Iterable[Petition], text: str) -> None:
    """A matter has one answer: where some of its contacts were answered, the others hear the same. An answer after
    which one of them was reopened binds no more.

    Raises IllegalStep for another text.
    """
    contacts = tuple(petitions)
    given = {one.answer.text for one in contacts if one.answer is not None and one.status not in OPEN}
    given -= {before.text for one in contacts for before in one.earlier}
    if given and text not in given:
        raise IllegalStep(
            "answered-otherwise",
            Words(
                "Vụ việc này đã có câu trả lời. Gửi đúng câu trả lời ấy, mở lại vụ việc, hoặc tách lần liên hệ này ra",
                "This matter has an answer. Give the same one, reopen the matter, or part this contact from it",
            ),
        )


def _member(petition: Petition, doing: Doing) -> Member:
    return Member(petition.id, petition.received_at, doing.at, doing.who, petition.status, petition.officer)


def _moved(matter: Matter, to: str, doing: Doing) -> Matter:
    return matter.with_members((), None, (MatterEntry(MatterAct.MOVED, doing.at, doing.who, to, doing.why),))


def _joined(petition: Petition, matter: str, owner: str | None, doing: Doing) -> Petition:
    """In the matter and in its owner's hands, in one change; itself where it is so already. Raises IllegalStep where
    it can't be in these hands."""
    joined = petition
    if petition.matter != matter:
        joined = petition.changed((Entry(Act.MERGED, doing.at, doing.who, matter),), matter=matter)
    if owner and petition.status in OPEN:
        joined = joined.assigned(owner, doing.at, doing.who)
    return joined if joined is petition else replace(joined, version=petition.version + 1)


def _parted(petition: Petition, own: Member, doing: Doing) -> Petition:
    """Alone again. What it was told stays told: only a contact that waited all the time has its own status again."""
    changes: dict[str, object] = {"matter": ""}
    told = any(one.act is Act.ANSWERED and one.at >= own.since for one in petition.history)
    if petition.status in OPEN and own.status in OPEN and not told:
        changes |= {"status": own.status, "officer": own.officer}
    return petition.changed((Entry(Act.PARTED, doing.at, doing.who, petition.matter),), **changes)
