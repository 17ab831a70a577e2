"""Shows the signature of whoever took a result, to the owner and to officers of the unit."""

from __future__ import annotations

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.signature import Signature
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.view_dossier import view_dossier
from shared.security.caller import Caller
from shared.store.change import Key


def view_signature(ports: Ports, caller: Caller, code: str) -> bytes:
    """The picture (PNG). Raises Forbidden, NotFound, StoreAway."""
    dossier = view_dossier(ports, caller, code)
    found = ports.work.load(Key(Signature, dossier.code)).get(Signature, dossier.code)
    if found is None:
        raise NotFound("no-signature", Words("Không có chữ ký trên màn hình", "No signature was drawn"))
    return found.image
