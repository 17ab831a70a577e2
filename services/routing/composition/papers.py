"""Puts together what routing does with papers: it signs links, carries small files through, and forgets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.routing.consumed import paper_readings, paper_replies
from services.routing.gateways.links import links_by
from services.routing.gateways.signatures import check_signature
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import AddressOf, UserOf
from shared.bus.reading import Reading
from shared.bus.worker import Part, Periodic
from shared.security.signed_links import Link
from shared.store.passing import EVERY_SECONDS, forget_passed

if TYPE_CHECKING:
    from pymongo.database import Database


@dataclass(frozen=True, slots=True)
class PaperParts:
    """``links_of`` is for whoever writes letters that bring papers; the readings stand beside the others."""

    links_of: LinksOf
    readings: tuple[Reading, ...]
    replies: tuple[Reading, ...]


def paper_parts(public_url: str, sign: Callable[[Link], str], address_of: AddressOf, user_of: UserOf) -> PaperParts:
    """Nothing is asked of database or broker."""
    links_of = links_by(public_url, sign)
    return PaperParts(links_of, paper_readings(address_of, links_of), paper_replies(check_signature, user_of))


def paper_timers(database: Database[dict[str, Any]]) -> dict[str, Part]:
    """What was carried through is forgotten soon after the broker has it."""
    return {"passing papers": Periodic(EVERY_SECONDS, lambda: _forget(database))}


def _forget(database: Database[dict[str, Any]]) -> None:
    forget_passed(database)
