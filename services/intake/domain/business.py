"""The account of a business: whose it is, who acts for it, and with which role."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.reach import Reach

INVITED_FOR = timedelta(days=14)
MOST_MEMBERS = 100


class MemberRole(Enum):
    """What somebody may do for a business; each role may do what the later ones may."""

    MANAGE = "manage"
    FILE = "file"
    VIEW = "view"

    @property
    def words(self) -> Words:
        return _ROLE_WORDS[self]

    @property
    def may_file(self) -> bool:
        return self is not MemberRole.VIEW


_ROLE_WORDS = {
    MemberRole.MANAGE: Words("Quản lý: nộp hồ sơ và quyết ai được vào", "Manager: files, and decides who gets in"),
    MemberRole.FILE: Words("Nộp hồ sơ", "Files dossiers"),
    MemberRole.VIEW: Words("Chỉ xem", "Looks only"),
}


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """What a business tells of itself; nobody has checked it, so its tax code opens nobody else's dossiers."""

    tax_code: str
    name: str
    address: str
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """``account`` is a citizen's; ``label`` how the managers know them: what they were invited by."""

    account: str
    role: MemberRole
    since: datetime
    label: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """For whoever signs in with this phone or mailbox."""

    id: str
    reach: Reach
    role: MemberRole
    invited_at: datetime
    invited_by: str

    @property
    def open_until(self) -> datetime:
        return self.invited_at + INVITED_FOR

    def is_open(self, now: datetime) -> bool:
        return now < self.open_until


@dataclass(frozen=True, slots=True)
class Business:
    """Whoever made the account manages it; a manager there always is."""

    id: str
    version: int
    facts: BusinessFacts = field(repr=False)
    created_at: datetime
    members: tuple[Member, ...] = ()
    invitations: tuple[Invitation, ...] = ()

    def role_of(self, account: str) -> MemberRole | None:
        return next((one.role for one in self.members if one.account == account), None)

    def manager(self, account: str) -> Member:
        """Raises NotFound: to those without a role there is no such business, to others no such page."""
        found = next((one for one in self.members if one.account == account), None)
        if found is None or found.role is not MemberRole.MANAGE:
            raise _unknown()
        return found

    def with_facts(self, facts: BusinessFacts) -> Business:
        return self._next(facts=facts)

    def invite(self, invitation: Invitation) -> Business:
        """With this invitation instead of an earlier one to the same phone or mailbox. Raises IllegalStep."""
        kept = tuple(
            one for one in self.invitations if one.reach != invitation.reach and one.is_open(invitation.invited_at)
        )
        if len(self.members) + len(kept) >= MOST_MEMBERS:
            raise IllegalStep("too-many-members", Words("Đã đủ số người", "There are enough people already"))
        return self._next(invitations=(*kept, invitation))

    def take_back(self, invitation: str) -> Business:
        """Without this invitation; itself where there is none."""
        kept = tuple(one for one in self.invitations if one.id != invitation)
        return self if kept == self.invitations else self._next(invitations=kept)

    def join(self, invitation: str, account: str, reaches: tuple[Reach, ...], now: datetime) -> Business:
        """With the one who was invited. Raises NotFound where it is not for them, or no longer."""
        found = next((one for one in self.invitations if one.id == invitation), None)
        if found is None or found.reach not in reaches or not found.is_open(now):
            raise NotFound("unknown-invitation", Words("Lời mời này không còn", "There is no such invitation any more"))
        invitations = tuple(one for one in self.invitations if one is not found)
        others = tuple(one for one in self.members if one.account != account)
        before = self.role_of(account)
        role = MemberRole.MANAGE if before is MemberRole.MANAGE else found.role
        member = Member(account, role, now, found.reach.shown)
        return self._next(invitations=invitations, members=(*others, member))

    def give_role(self, account: str, role: MemberRole) -> Business:
        """Raises NotFound, and IllegalStep for the last manager."""
        self._must_be_member(account)
        if role is not MemberRole.MANAGE:
            self._must_leave_a_manager(account)
        members = tuple(replace(one, role=role) if one.account == account else one for one in self.members)
        return self._next(members=members)

    def remove(self, account: str) -> Business:
        """Without this person, who sees nothing from now on. Raises NotFound, IllegalStep for the last manager."""
        self._must_be_member(account)
        self._must_leave_a_manager(account)
        return self._next(members=tuple(one for one in self.members if one.account != account))

    def _must_be_member(self, account: str) -> None:
        if self.role_of(account) is None:
            raise NotFound("unknown-member", Words("Người này không có trong danh sách", "There is no such member"))

    def _must_leave_a_manager(self, account: str) -> None:
        if all(one.account == account for one in self.members if one.role is MemberRole.MANAGE):
            raise IllegalStep(
                "last-manager",
                Words("Phải còn ít nhất một người quản lý", "One manager at least must stay"),
            )

    def _next(self, **changes: Any) -> Business:
        return replace(self, version=self.version + 1, **changes)


def new_business(id: str, facts: BusinessFacts, founder: Member, now: datetime) -> Business:
    """With its first manager."""
    return Business(id, 1, facts, now, (replace(founder, role=MemberRole.MANAGE),))


def _unknown() -> NotFound:
    return NotFound("unknown-business", Words("Không thấy đơn vị này", "There is no such business"))
