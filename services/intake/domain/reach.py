"""How somebody is reached: one telephone number or one address of electronic mail, in its one spelling."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.personal import InvalidValue, read_email, read_phone, show_phone


class Way(Enum):
    """Phone (by SMS) or electronic mail."""

    PHONE = "phone"
    EMAIL = "email"

    @property
    def words(self) -> Words:
        return _WAY_WORDS[self]


_WAY_WORDS = {
    Way.PHONE: Words("Số điện thoại", "Phone number"),
    Way.EMAIL: Words("Thư điện tử", "Email"),
}
NEITHER = Words(
    "Ghi số điện thoại 10 chữ số, hoặc địa chỉ thư điện tử", "Give a phone number of 10 digits, or an email address"
)


@dataclass(frozen=True, slots=True)
class Reach:
    """``value`` is ``+84…`` or an address of electronic mail."""

    way: Way
    value: str = field(repr=False)

    @property
    def shown(self) -> str:
        """As people write it."""
        return show_phone(self.value) if self.way is Way.PHONE else self.value

    @property
    def masked(self) -> str:
        """Enough for its owner to know it, too little for others."""
        if self.way is Way.PHONE:
            return "…" + self.value[-3:]
        local_part, _, domain = self.value.partition("@")
        return f"{local_part[:1]}…@{domain[:1]}…"


def read_reach(text: str) -> Reach:
    """Whichever of the two it is; a mailbox's name counts in small letters. Raises InvalidValue."""
    if "@" in text:
        return Reach(Way.EMAIL, read_email(text).lower())
    try:
        return Reach(Way.PHONE, read_phone(text))
    except InvalidValue:
        raise InvalidValue(NEITHER) from None
