"""Lists the dossiers of an officer's unit, page by page, and counts them by how pressing they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.intake.domain.standing import Lateness
from services.intake.domain.status import Status
from services.intake.use_cases.ports import DossierPage, DossierQuery, Ports
from shared.security.caller import Caller

ACTION = "dossier.list"
LONGEST_PAGE = 100


def list_dossiers(
    ports: Ports,
    caller: Caller,
    *,
    statuses: Sequence[Status] = (),
    lateness: Lateness | None = None,
    search: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> DossierPage:
    """One page. Raises Forbidden, StoreAway, ValueError for a cursor that is none."""
    unit = _unit(ports, caller)
    query = DossierQuery(
        unit, tuple(statuses), lateness, search[:200].strip(), cursor, max(1, min(limit, LONGEST_PAGE))
    )
    return ports.dossiers.page(query, ports.clock(), ports.calendars.current())


def count_by_lateness(ports: Ports, caller: Caller) -> Mapping[Lateness, int]:
    """How many stand in each group of the inbox; never counted beyond ports.MOST_COUNTED. Raises Forbidden."""
    unit = _unit(ports, caller)
    return ports.dossiers.lateness_counts(unit, ports.clock(), ports.calendars.current())


def _unit(ports: Ports, caller: Caller) -> str:
    """Everybody sees the list of their own unit; who may see all units sees the reception unit's."""
    grant = ports.access.grant(caller, ACTION)
    unit = caller.unit or ports.unit.code
    grant.require(unit=unit)
    return unit
