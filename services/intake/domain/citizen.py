"""The account of one person: how they are reached (proved by a code) and what they tell of themselves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.reach import Reach, Way


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person tells of themselves, to be filled into forms; nobody has checked it, so it proves nothing."""

    name: str = ""
    identity_number: str | None = None
    birth_date: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Citizen:
    """``phone`` and ``email`` were each proved by a code; one of them is always there."""

    id: str
    version: int
    created_at: datetime
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    profile: Profile = field(default_factory=Profile, repr=False)
    language: str = "vi"

    def __post_init__(self) -> None:
        if not self.phone and not self.email:
            raise ValueError("an account is reached by phone or by electronic mail")

    @property
    def reaches(self) -> tuple[Reach, ...]:
        found = ((Way.PHONE, self.phone), (Way.EMAIL, self.email))
        return tuple(Reach(way, value) for way, value in found if value)

    def with_reach(self, reach: Reach) -> Citizen:
        """This phone or mailbox instead of the one of its kind."""
        if reach.way is Way.PHONE:
            return replace(self, version=self.version + 1, phone=reach.value)
        return replace(self, version=self.version + 1, email=reach.value)

    def without(self, way: Way) -> Citizen:
        """Raises IllegalStep for the last one: nobody could sign in any more."""
        if not (self.email if way is Way.PHONE else self.phone):
            raise IllegalStep(
                "last-way-in",
                Words("Đây là cách đăng nhập duy nhất, không bỏ được", "This is the only way to sign in: it stays"),
            )
        if way is Way.PHONE:
            return replace(self, version=self.version + 1, phone=None)
        return replace(self, version=self.version + 1, email=None)

    def with_profile(self, profile: Profile, language: str) -> Citizen:
        return replace(self, version=self.version + 1, profile=profile, language=language)


def new_citizen(id: str, reach: Reach, language: str, now: datetime) -> Citizen:
    """The account that somebody gets who proved a phone or mailbox that no account has yet."""
    phone, email = (reach.value, None) if reach.way is Way.PHONE else (None, reach.value)
    return Citizen(id, 1, now, phone, email, language=language)
