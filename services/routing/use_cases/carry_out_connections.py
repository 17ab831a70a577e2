"""Carry out what was ordered of agencies' connections; only the provisioner can, for it alone may change the broker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.routing.domain.agency import Agency, Delivery
from services.routing.domain.connection import Connection, Order, OrderKind, Part
from services.routing.use_cases import connection_facts
from services.routing.use_cases.connect_agencies import find_connection, sheet_place
from services.routing.use_cases.connection_ports import ConnectionsDue, Places, PlacesFault, Secrets, SheetMaker
from services.routing.use_cases.ports import Clock
from shared.store.change import Aggregate, Change, Conflict, Context, Work

AT_ONCE = 20
MOST_RACES = 5


@dataclass(frozen=True, slots=True)
class Made:
    """What an order gave: for the agency None where it is as before; ``private_key`` None where it made its own."""

    password: str | None = None
    public_key: Mapping[str, Any] | None = None
    private_key: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Provisioner:
    """One copy of the provisioner; of several, the one that claimed an order carries it out."""

    work: Work
    connections: ConnectionsDue
    places: Places
    secrets: Secrets
    sheets: SheetMaker
    clock: Clock

    def carry_out_due(self) -> int:
        """How many connections were brought forward. Raises StoreAway."""
        return sum(self.carry_out(key) for key in self.connections.due(self.clock(), AT_ONCE))

    def carry_out(self, key: str) -> bool:
        """Do what is due for one agency; False where nothing is, or another copy has it. Raises StoreAway.

        Killed at any point, it begins anew once the claim has run out: with another password and another key, so that
        the sheet always holds the ones that count.
        """
        agency, connection = find_connection(self.work, key)
        if connection.due_at is None or connection.due_at > self.clock():
            return False
        claimed = connection.claimed(self.clock())
        try:
            self._commit(Change(saved=(claimed,)), agency)
            order = claimed.pending
            try:
                made = self._act(agency, order) if order else self._cut(agency)
            except PlacesFault as fault:
                self._commit(Change(saved=(claimed.failed(self.clock(), str(fault)),)), agency)
                return False
            return self._record(claimed, made)
        except Conflict:  # another copy was quicker, or the order was overtaken by one that follows it
            return False

    def _act(self, agency: Agency, order: Order) -> Made:
        if order.kind is OrderKind.REVOKE:
            self.places.take(agency.id)
            return Made()
        password = None
        connects = order.kind is OrderKind.CONNECT
        if agency.delivery is Delivery.WEBHOOK:
            self.places.give_webhook(agency.id)
        elif connects or Part.PASSWORD in order.parts:
            password = self.secrets.new_password()
            self.places.give(agency.id, password)
            if not order.overlap_hours:
                self.places.cut(agency.id)
        if not (connects or Part.KEY in order.parts):
            return Made(password)
        if order.public_key is not None:
            return Made(password, order.public_key)
        private_key, public_key = self.secrets.new_key()
        return Made(password, public_key, private_key)

    def _cut(self, agency: Agency) -> Made:
        self.places.cut(agency.id)
        return Made()

    def _record(self, claimed: Connection, made: Made) -> bool:
        for _ in range(MOST_RACES):
            agency, connection = find_connection(self.work, claimed.id)
            if connection.version != claimed.version:
                return False
            try:
                self._commit(self._change(agency, connection, made), agency)
            except Conflict:  # the agency may have been described anew meanwhile
                continue
            return True
        return False

    def _change(self, agency: Agency, connection: Connection, made: Made) -> Change:
        now, order = self.clock(), connection.pending
        if order is None:
            cut = connection.cut()
            return Change(saved=(cut,), facts=(connection_facts.connection_changed(agency, cut, connection_facts.CUT),))
        saved: list[Aggregate] = []
        if made.public_key is not None:
            overlap = order.overlap_hours if order.kind is OrderKind.ROTATE else 0
            agency = agency.rekeyed(made.public_key, now + timedelta(hours=overlap))
            saved.append(agency)
        sheet = None
        if order.kind is not OrderKind.REVOKE:
            key_id = made.public_key["kid"] if made.public_key else None
            content = self.sheets.sheet(agency, made.password, key_id, made.private_key)
            sheet = self.secrets.seal(content, sheet_place(connection))
        done = connection.done(now, sheet)
        saved.append(done)
        told = connection_facts.connection_changed(agency, done, connection_facts.DONE)
        return Change(saved=tuple(saved), facts=(told,))

    def _commit(self, change: Change, agency: Agency) -> None:
        context = Context("service:routing", self.clock(), f"connection of {agency.id}", why="provisioner")
        self.work.commit(change, context)
