"""How a person is addressed, as far as that is known; whoever nothing is known of is addressed as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class AddressForm(StrEnum):
    """``neutral`` says "ông bà, anh chị"; templates of the other forms stand beside it where a language has words."""

    NEUTRAL = "neutral"
    ELDER = "elder"  # sixty and more: ông bà
    ORGANISATION = "org"  # a business or an agency: quý đơn vị


def form_of(personal: Mapping[str, Any]) -> AddressForm:
    """The form that the event names; neutral for one that is lacking or not known here."""
    named = personal.get("address_form")
    return AddressForm(named) if named in set(AddressForm) else AddressForm.NEUTRAL
