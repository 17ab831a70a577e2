"""Agencies, routes and calendars as documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.routing.domain.agency import Agency
from services.routing.domain.calendar import Calendars
from services.routing.domain.route import Route, Step


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
        active=document["active"],
        public_keys=tuple(document["public_keys"]),
    )


def route_to_document(route: Route) -> dict[str, Any]:
    """The route with its steps in order."""
    return {
        "_id": route.id,
        "version": route.version,
        "name": route.name,
        "steps": [asdict(step) for step in route.steps],
    }


def route_from_document(document: dict[str, Any]) -> Route:
    """The route in a document of ``route_to_document``."""
    return Route(
        id=document["_id"],
        version=document["version"],
        name=document["name"],
        steps=tuple(Step(**step) for step in document["steps"]),
    )


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
