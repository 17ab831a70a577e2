"""Puts dossiers whose applicants' time for an answer is over on the officers' list; ends none of them."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import NotFound
from services.intake.domain.stop import StopGround, silent_since
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.store.change import NOTHING, Change, Conflict, Context

MOST_AT_ONCE = 1000


def note_silence(ports: Ports, context: Context) -> int:
    """How many were put on the list; what is changed meanwhile is left for the next time. Raises StoreAway."""
    noted = 0
    for code in ports.dossiers.silent(ports.unit.code, context.at, MOST_AT_ONCE):
        try:
            dossier = decide(ports.work, code, lambda one: _noted(ports, one, context), context)
        except (Conflict, NotFound):
            continue
        noted += dossier.may_stop_since is not None
    return noted


def _noted(ports: Ports, dossier: Dossier, context: Context) -> Change:
    ground = StopGround.NO_ANSWER if dossier.asked else StopGround.NOT_PAID
    since = silent_since(dossier.asked, dossier.owed, ground, ports.calendars.current(), ports.rules)
    noted = dossier.note_silence(context.at, since) if since else dossier
    return NOTHING if noted is dossier else Change(saved=(noted,))
