"""Agencies, routes and calendars as documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.routing.domain.agency import Agency, AgencyState, Delivery
from services.routing.domain.calendar import Calendars
from services.routing.domain.route import Route, RouteVersion
from services.routing.domain.step import Join, Step


def agency_to_document(agency: Agency) -> dict[str, Any]:
    """The agency with its public keys."""
    return {
        "_id": agency.id,
        "version": agency.version,
        "code": agency.code,
        "name": agency.name,
        "name_en": agency.name_en,
        "calendar": agency.calendar,
        "active": agency.active,
        "delivery": agency.delivery.value,
        "webhook_url": agency.webhook_url,
        "public_keys": [dict(key) for key in agency.public_keys],
    }


def agency_from_document(document: dict[str, Any]) -> Agency:
    """The agency in a document of ``agency_to_document``."""
    return Agency(
        id=document["_id"],
        version=document["version"],
        code=document["code"],
        name=document["name"],
        name_en=document["name_en"],
        calendar=document["calendar"],
        state=AgencyState.ACTIVE if document["active"] else AgencyState.REVOKED,
        delivery=Delivery(document.get("delivery", "queue")),
        webhook_url=document.get("webhook_url", ""),
        public_keys=tuple(document["public_keys"]),
    )


def route_to_document(route: Route) -> dict[str, Any]:
    """The route with its steps in order."""
    return {
        "_id": route.id,
        "version": route.version,
        "name": route.name,
        "limit_hours": route.limit_hours,
        "seeded": route.seeded,
        "steps": [{**asdict(step), "join": step.join.value} for step in route.steps],
    }


def route_from_document(document: dict[str, Any]) -> Route:
    """The route in a document of ``route_to_document``."""
    return Route(
        id=document["_id"],
        version=document["version"],
        name=document["name"],
        steps=_steps(document["steps"]),
        limit_hours=document.get("limit_hours"),
        seeded=document.get("seeded", True),
    )


def version_to_document(kept: RouteVersion) -> dict[str, Any]:
    """A version of a route, with the route's id and number to find it by."""
    route = route_to_document(kept.route)
    return {"_id": kept.id, "version": kept.version, "route": route["_id"], "number": route["version"], "kept": route}


def version_from_document(document: dict[str, Any]) -> RouteVersion:
    """The version in a document of ``version_to_document``."""
    return RouteVersion(document["_id"], route_from_document(document["kept"]), document["version"])


def _steps(documents: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """Steps that were written before routes could branch follow one another."""
    found: list[Step] = []
    for one in documents:
        after = one.get("after", (found[-1].id,) if found else ())
        returns_to = tuple(one.get("returns_to", ()))
        found.append(
            Step(**{**one, "after": tuple(after), "join": Join(one.get("join", "all")), "returns_to": returns_to})
        )
    return tuple(found)


def calendars_to_document(calendars: Calendars) -> dict[str, Any]:
    """A list instead of a map: a calendar's id may hold dots, which field names should not."""
    return {
        "_id": calendars.id,
        "version": calendars.version,
        "known": [{"id": id, **kept} for id, kept in sorted(calendars.known.items())],
    }


def calendars_from_document(document: dict[str, Any]) -> Calendars:
    """The calendars in a document of ``calendars_to_document``."""
    return Calendars(
        id=document["_id"],
        version=document["version"],
        known={one["id"]: {"version": one["version"], "contents": one["contents"]} for one in document["known"]},
    )
