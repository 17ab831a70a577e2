"""What a signed-in person reads and changes about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.intake.domain.citizen import Citizen, Profile
from services.intake.domain.personal import read_address, read_identity_number, read_name
from services.intake.use_cases.changing import change_one, load_one
from services.intake.use_cases.one_time_codes import no_account
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reading import Reader
from shared.security.caller import Caller
from shared.store.change import Context


def view_account(ports: Ports, caller: Caller) -> Citizen:
    """Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, "account.view")
    return load_one(ports.work, Citizen, caller.id, no_account)


def edit_profile(ports: Ports, caller: Caller, data: Mapping[str, object], today: date, context: Context) -> Citizen:
    """The account with this name, identity number, birth date, address and language; each may be left out.

    Raises Forbidden, InvalidRequest, Conflict, StoreAway.
    """
    ports.access.grant(caller, "account.edit")
    reader = Reader(today)
    profile = Profile(
        name=reader.text(data, "", "name", read_name) or "",
        identity_number=reader.text(data, "", "identity_number", read_identity_number),
        birth_date=reader.birth_date(data, ""),
        address=reader.text(data, "", "address", read_address) or "",
    )
    reader.must_be_right()
    language = "en" if data.get("language") == "en" else "vi"
    return change_one(
        ports.work, Citizen, caller.id, lambda one: one.with_profile(profile, language), context, no_account
    )
