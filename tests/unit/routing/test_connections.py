"""Orders of a connection: one after another, a revocation before all, the sheet once; over a broker in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.routing.domain.agency import Agency, AgencyState, BadAgency, checked_key
from services.routing.domain.connection import BadOrder, Connection, NotNow, Part
from services.routing.gateways.agency_secrets import AgencySecrets
from services.routing.use_cases.carry_out_connections import Provisioner
from services.routing.use_cases.connect_agencies import (
    Reach,
    Renewal,
    add_agency,
    connect_agency,
    find_connection,
    open_sheet,
    renew_connection,
    revoke_agency,
)
from services.routing.use_cases.connection_ports import PlacesFault
from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from shared.security.keys import KeyRing
from shared.store.change import Context
from tests.support.fake_store import FakeWork
from tests.unit.routing.world import MONDAY, World, accepted, acknowledgement, agency

KEY = "H99-11-02"
BOTH = frozenset(Part)


class AnyAddress:
    def check(self, url: str) -> None: ...


@dataclass
class Centre:
    """Work, the broker and the provisioner in memory; ``away`` makes the broker refuse."""

    work: FakeWork = field(default_factory=lambda: FakeWork(replace(agency(), public_keys=())))
    done: list[str] = field(default_factory=list)
    away: bool = False
    now: datetime = MONDAY
    secrets: AgencySecrets = field(default_factory=lambda: AgencySecrets(KeyRing.generate()))

    def give(self, key: str, password: str) -> None:
        self._do("give")

    def give_webhook(self, key: str) -> None:
        self._do("give webhook")

    def take(self, key: str) -> None:
        self._do("take")

    def cut(self, key: str) -> None:
        self._do("cut")

    def due(self, now: datetime, limit: int) -> list[str]:
        found = self.work.all(Connection)
        return [one.id for one in found if one.due_at is not None and one.due_at <= now]

    def sheet(self, agency: Agency, password: str | None, key_id: str | None, private_key: Any) -> Mapping[str, Any]:
        return {"password": password, "key_id": key_id}

    def carry_out(self) -> int:
        return Provisioner(self.work, self, self, self.secrets, self, lambda: self.now).carry_out_due()

    def context(self, why: str = "vì") -> Context:
        return Context("staff:admin", self.now, "c", why=why)

    def connect(self) -> None:
        connect_agency(self.work, self.context(), KEY, Reach(), AnyAddress())

    def connected(self) -> Mapping[str, Any]:
        self.connect()
        assert self.carry_out() == 1
        return open_sheet(self.work, self.context(), KEY, self.secrets)

    def renew(self, *parts: Part, hours: float = 0) -> None:
        renew_connection(self.work, self.context(), KEY, Renewal(frozenset(parts), hours))

    def _do(self, what: str) -> None:
        if self.away:
            raise PlacesFault("the broker is away")
        self.done.append(what)

    @property
    def agency(self) -> Agency:
        return find_connection(self.work, KEY)[0]

    @property
    def connection(self) -> Connection:
        return find_connection(self.work, KEY)[1]


def test_the_sheet_is_shown_once_and_not_before_it_is_made() -> None:
    centre = Centre()
    centre.connect()
    with pytest.raises(NotNow, match="being made"):
        open_sheet(centre.work, centre.context(), KEY, centre.secrets)
    assert centre.carry_out() == 1
    assert centre.carry_out() == 0
    sheet = open_sheet(centre.work, centre.context(), KEY, centre.secrets)
    assert sheet["key_id"] == centre.agency.public_keys[0]["kid"]
    with pytest.raises(NotNow) as gone:
        open_sheet(centre.work, centre.context(), KEY, centre.secrets)
    assert gone.value.slug == "sheet-gone"


def test_a_sheet_is_sealed_to_its_order() -> None:
    centre = Centre()
    centre.connect()
    centre.carry_out()
    sealed = centre.connection.sheet
    assert sealed is not None
    with pytest.raises(LookupError):
        centre.secrets.open(sealed, f"sheet/{KEY}/2")


def test_while_the_broker_is_away_the_order_waits_and_says_why() -> None:
    centre = Centre(away=True)
    centre.connect()
    for pause in (1, 5, 30, 300, 300):
        assert centre.carry_out() == 0
        assert centre.connection.failure == "the broker is away"
        assert centre.connection.try_at == centre.now + timedelta(seconds=pause)
        centre.now += timedelta(seconds=pause)
    centre.away = False
    assert centre.carry_out() == 1
    assert (centre.connection.failure, centre.connection.pending) == ("", None)


def test_one_order_after_another_but_a_revocation_at_once() -> None:
    centre = Centre()
    centre.connect()
    with pytest.raises(NotNow) as pending:
        centre.renew(Part.KEY)
    assert pending.value.retry
    revoke_agency(centre.work, centre.context(), KEY)
    assert [order.dropped for order in centre.connection.orders] == [True, False]
    assert centre.carry_out() == 1
    assert centre.done == ["take"]
    with pytest.raises(NotNow):
        revoke_agency(centre.work, centre.context(), KEY)
    with pytest.raises(NotNow):
        centre.renew(Part.KEY)


def test_an_order_that_is_overtaken_while_it_is_carried_out_gives_no_sheet() -> None:
    centre = Centre()
    centre.connect()
    revoke = centre.context()
    centre.give = lambda key, password: revoke_agency(centre.work, revoke, KEY) and None  # type: ignore[method-assign]
    assert centre.carry_out() == 0
    assert centre.connection.sheet is None
    assert centre.carry_out() == 1
    assert centre.done[-1] == "take"
    assert centre.agency.public_keys == ()


def test_a_new_key_holds_beside_the_old_one_for_the_overlap() -> None:
    centre = Centre()
    first = centre.connected()["key_id"]
    centre.renew(Part.KEY, hours=2)
    assert centre.carry_out() == 1
    second = open_sheet(centre.work, centre.context(), KEY, centre.secrets)
    assert second["password"] is None
    kept = centre.agency
    assert [key["kid"] for key in kept.keys_at(centre.now)] == [first, second["key_id"]]
    assert [key["kid"] for key in kept.keys_at(centre.now + timedelta(hours=2))] == [second["key_id"]]
    assert len(kept.public_keys) == 2  # what it signed before can still be proved
    assert centre.connection.cut_at is None


def test_an_old_password_is_cut_off_at_once_or_at_the_end_of_the_overlap() -> None:
    centre = Centre()
    centre.connected()
    centre.renew(Part.PASSWORD, hours=1)
    centre.done.clear()
    assert (centre.carry_out(), centre.done) == (1, ["give"])
    centre.now += timedelta(hours=1)
    assert (centre.carry_out(), centre.done) == (1, ["give", "cut"])
    assert centre.carry_out() == 0
    centre.renew(*BOTH)
    assert (centre.carry_out(), centre.done[2:]) == (1, ["give", "cut"])


def test_an_order_needs_its_reason_and_something_to_renew() -> None:
    centre = Centre()
    centre.connected()
    for why, renewal, fault in (
        (" ", Renewal(BOTH), "reason"),
        ("vì", Renewal(frozenset()), "parts"),
        ("vì", Renewal(BOTH, -1), "overlap_hours"),
        ("vì", Renewal(BOTH, 10_000), "overlap_hours"),
        ("vì", Renewal(frozenset({Part.PASSWORD}), 0, {"kty": "OKP"}), "public_key"),
    ):
        with pytest.raises(BadOrder) as refused:
            renew_connection(centre.work, centre.context(why), KEY, renewal)
        assert refused.value.field == fault


def test_an_agencys_own_end_of_its_key_counts_for_nothing() -> None:
    key = {"kty": "OKP", "crv": "Ed25519", "x": "a", "kid": "1", "exp": 1}
    assert agency().rekeyed(key, MONDAY).keys_at(MONDAY)[-1]["kid"] == "1"
    with pytest.raises(BadAgency, match="had this key"):
        agency().rekeyed(key, MONDAY).rekeyed(key, MONDAY)


def test_delivery_by_webhook_has_no_user_and_no_password() -> None:
    centre = Centre()
    reach = Reach.by_webhook("https://x.gov.vn/")
    described = {"code": "H99.11.77", "name": "Trạm", "name_en": "Post", "calendar": "H99"}
    added, _ = add_agency(centre.work, centre.context(), described, reach, AnyAddress())
    assert (added.version, added.id) == (1, "H99-11-77")
    assert centre.carry_out() == 1
    assert centre.done == ["give webhook"]
    with pytest.raises(BadOrder):
        renew_connection(centre.work, centre.context(), added.id, Renewal(BOTH))


def test_a_revoked_agency_is_believed_no_more_and_given_nothing() -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    revoked = agency().revoked(MONDAY)
    assert revoked.state is AgencyState.REVOKED
    world.states[next(key for key in world.states if key.kind is Agency)] = revoked
    world.receive(acknowledgement())
    assert "revoked" in world.parked[0][1]
    world.receive(replace(accepted(), id="second", subject="H99.11-261005-0002"))
    assert dispatch_tasks(world, world, lambda key: None, lambda: world.now) == 0  # type: ignore[arg-type, return-value]
    assert world.agencies_waiting() == [KEY]  # what waits for it waits


@pytest.mark.parametrize("key", ["", "H99.11", "h99-11", "H99-11-", "x/../y"])
def test_only_a_key_names_an_agency(key: str) -> None:
    with pytest.raises(BadAgency):
        checked_key(key)
