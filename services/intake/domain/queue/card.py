"""What the code on a citizen card says, as a scanner types it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from services.intake.domain.errors import Words
from services.intake.domain.personal import InvalidValue, read_identity_number, read_name

NOT_A_CARD = Words("Chưa đọc được thẻ, đưa thẻ vào máy lần nữa", "The card could not be read: scan it once more")


@dataclass(frozen=True, slots=True)
class Card:
    """Number, name and date of birth; the rest of the card is none of ours."""

    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    birth_date: date = field(repr=False)


def read_card(text: str) -> Card:
    """``number|older number|name|ddmmyyyy|sex|address|issued``, as cards since 2021 say. Raises InvalidValue."""
    parts = [one.strip() for one in text.strip().split("|")]
    if len(parts) < 6:
        raise InvalidValue(NOT_A_CARD)
    try:
        born = datetime.strptime(parts[3], "%d%m%Y").date()  # noqa: DTZ007
    except ValueError:
        raise InvalidValue(NOT_A_CARD) from None
    return Card(read_identity_number(parts[0]), read_name(parts[2]), born)
