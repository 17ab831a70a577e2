"""Agencies' connections as documents, and which of them wait for the provisioner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.routing.domain.connection import Connection, Order, OrderKind, Part
from services.routing.store.collections import CONNECTIONS
from shared.store.faults import store_faults


def connection_to_document(connection: Connection) -> dict[str, Any]:
    """``due_at`` is derived: when the provisioner has something to do."""
    return {
        "_id": connection.id,
        "version": connection.version,
        "orders": [_order_to_document(order) for order in connection.orders],
        "sheet": dict(connection.sheet) if connection.sheet else None,
        "cut_at": connection.cut_at,
        "try_at": connection.try_at,
        "tries": connection.tries,
        "failure": connection.failure,
        "due_at": connection.due_at,
    }


def connection_from_document(document: Mapping[str, Any]) -> Connection:
    """The connection in a document of ``connection_to_document``."""
    return Connection(
        id=document["_id"],
        version=document["version"],
        orders=tuple(_order_from_document(one) for one in document["orders"]),
        sheet=document["sheet"],
        cut_at=document["cut_at"],
        try_at=document["try_at"],
        tries=document["tries"],
        failure=document["failure"],
    )


class MongoConnections:
    """Implements ``use_cases.connection_ports.ConnectionsDue``, and reads connections for lists."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._database = database
        self._connections = database[CONNECTIONS]

    def due(self, now: datetime, limit: int) -> list[str]:
        """Keys of the agencies, the longest due first."""
        with store_faults():
            found = self._connections.find({"due_at": {"$lte": now}}, {"_id": 1})
            return [one["_id"] for one in found.sort("due_at", ASCENDING).limit(limit)]

    def all(self) -> dict[str, Connection]:
        """Every connection by its agency's key: there are as many as agencies. Raises StoreAway."""
        with store_faults():
            return {one["_id"]: connection_from_document(one) for one in self._connections.find()}


def _order_to_document(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "kind": order.kind.value,
        "asked_at": order.asked_at,
        "asked_by": order.asked_by,
        "reason": order.reason,
        "parts": sorted(part.value for part in order.parts),
        "overlap_hours": order.overlap_hours,
        "public_key": dict(order.public_key) if order.public_key else None,
        "done_at": order.done_at,
        "dropped": order.dropped,
        "opened_at": order.opened_at,
        "opened_by": order.opened_by,
    }


def _order_from_document(document: Mapping[str, Any]) -> Order:
    return Order(
        **{
            **document,
            "kind": OrderKind(document["kind"]),
            "parts": frozenset(Part(part) for part in document["parts"]),
        }
    )
