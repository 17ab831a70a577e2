"""Tells how a dossier stands: little to whoever knows code and phone digits, all to whoever holds the owner token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.standing import Standing, dossier_standing
from services.intake.domain.status import Status
from services.intake.use_cases.deciding import load_dossier
from services.intake.use_cases.ports import Ports, ReceptionUnit
from shared.security.owner_tokens import owner_token_matches

NOT_TRACKED = Words(
    "Chưa thấy hồ sơ này. Xin xem lại mã hồ sơ và số điện thoại",
    "No dossier found. Please check the code and the phone number",
)


@dataclass(frozen=True, slots=True)
class Tracking:
    """``owner`` holds the whole dossier only where the owner token was right; the rest is what anybody may know."""

    code: str
    status: Status
    due_at: datetime | None
    unit: ReceptionUnit
    standing: Standing
    owner: Dossier | None = None


def track_dossier(
    ports: Ports, code: str, *, phone_last4: str = "", token: str | None = None, address: str
) -> Tracking:
    """How it stands now. Unknown code, wrong phone and wrong token are one and the same answer.

    ``address`` is the network address that asks: attempts are counted by it and by code.
    Raises NotFound, TooManyAttempts, StoreAway.
    """
    ports.limits.take("tracking-address", address)
    try:
        spelled = str(DossierCode.read(code))
    except InvalidCode:
        raise _not_tracked() from None
    ports.limits.take("tracking-code", spelled)
    try:
        dossier = load_dossier(ports.work, spelled)
    except NotFound:
        raise _not_tracked() from None
    owned = owner_token_matches(token, dossier.owner_token_hash)
    if not owned and not dossier.applicant.phone_ends_with(phone_last4.strip()):
        raise _not_tracked()
    standing = dossier_standing(dossier, ports.clock(), ports.calendars.current())
    return Tracking(dossier.code, dossier.status, dossier.due_at, ports.unit, standing, dossier if owned else None)


def _not_tracked() -> NotFound:
    return NotFound("not-tracked", NOT_TRACKED)
