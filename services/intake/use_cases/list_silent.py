"""Lists the dossiers of an officer's unit that may be stopped: nobody answered, or paid, in time."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.use_cases.list_dossiers import ACTION
from services.intake.use_cases.ports import DossierRow, Ports
from shared.security.caller import Caller

MOST = 200


def list_silent(ports: Ports, caller: Caller) -> Sequence[DossierRow]:
    """The longest silent first. Raises Forbidden, StoreAway."""
    unit = caller.unit or ports.unit.code
    ports.access.grant(caller, ACTION).require(unit=unit)
    return ports.dossiers.may_be_stopped(unit, MOST)
