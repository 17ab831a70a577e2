"""What another application told beside a petition, for the petition's page at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from services.hotline.domain.open311.client import Client
from services.hotline.domain.open311.submission import Submission
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.ports import Ports
from shared.store.change import Key


@dataclass(frozen=True, slots=True)
class Beside:
    """``rows``: what it is, what was told; ``media`` whether an address is among it."""

    application: str
    rows: tuple[tuple[str, str], ...]
    media: bool


def beside_words(ports: Ports, petition: Petition, *, hidden: bool) -> Beside | None:
    """None for a petition that came another way, or whose text is hidden as well. Raises StoreAway."""
    if hidden:
        return None
    told = ports.work.load(Key(Submission, petition.id)).get(Submission, petition.id)
    if told is None:
        return None
    client = ports.work.load(Key(Client, told.client)).get(Client, told.client)
    spot = told.spot
    degrees = "" if spot.latitude is None else f"{spot.latitude:.5f}, {spot.longitude:.5f}"
    rows = ((_("Ở đâu"), spot.address), (_("Tọa độ"), degrees), (_("Địa chỉ ảnh"), told.media))
    name = client.name if client else told.client
    return Beside(name, tuple(row for row in rows if row[1]), bool(told.media))
