"""The proof: whatever dies and whoever misbehaves, every person got each message once or is called by somebody.

120 events in the suite; ``PROOF_EVENTS=10000 pytest -s tests/integration/notifications/test_proof.py``
for the large one, which prints its figures.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from deploy.local.given import amqp_url_as
from services.notifications.app import Parts
from shared.bus.__main__ import declare
from shared.bus.broker_admin import BrokerAdmin
from shared.bus.envelope import EnvelopeStamp
from shared.bus.registry import load_registry
from shared.security.keys import KeyRing
from shared.security.personal import Sealer
from tests.integration.notifications.outside import ACCOUNT, KEY, SECRET, Outside
from tests.integration.notifications.proof import (
    Count,
    SmsProvider,
    Workers,
    counted,
    misbehave,
    next_due,
    people,
    publish,
    sms_provider,
)
from tests.integration.notifications.worker_child import FileClock
from tests.support.stack import Vhost
from tests.support.waiting import wait_until

EVENTS = int(os.environ.get("PROOF_EVENTS", "120"))
SEED = int(os.environ.get("PROOF_SEED", str(random.SystemRandom().randrange(10**6))))
KILLS, STEPS = (2, 4) if EVENTS <= 1_000 else (EVENTS // 150, EVENTS // 50)
PATIENCE = 100 if EVENTS <= 1_000 else 3_000
QUARTER_HOUR = 900


@pytest.fixture
def sms_providers() -> Iterator[list[SmsProvider]]:
    with ExitStack() as stack:
        yield [stack.enter_context(sms_provider(name, 2 * EVENTS)) for name in ("esms-a", "esms-b")]


@pytest.fixture
def environment(
    environment: dict[str, str], sms_providers: list[SmsProvider], vhost: Vhost, tmp_path: Path, api_port: int,
    outside: Outside,
) -> dict[str, str]:  # fmt: skip
    """As the other tests', with two providers of SMS and a broker."""
    passwords = {name: f"{name}-in-{vhost.name}" for name in ("intake", "routing", "notifications", "hotline")}
    declare(BrokerAdmin(vhost.management_url, vhost.name), load_registry(), passwords)
    vhost.users.extend(passwords)
    secrets = {"api_key": ACCOUNT, "secret_key": KEY, "callback_secret": SECRET}
    for name, secret in secrets.items():
        (tmp_path / name).write_text(secret)
    rows: list[dict[str, Any]] = [
        {"name": one.name, "kind": "sms", "mapping": "services/notifications/data/providers/esms.json", "url": one.url,
         "brandname": "SYT HASON", "callback_url": f"http://127.0.0.1:{api_port}/api/notifications/v1/receipts/{one.name}",
         **{f"{name}_file": str(tmp_path / name) for name in secrets}}
        for one in sms_providers
    ]  # fmt: skip
    rows.append({"name": "mail", "kind": "smtp", "host": "127.0.0.1", "port": outside.smtp_port, "security": "none",
                 "sender": "motcua@hason.example"})  # fmt: skip
    (tmp_path / "providers.json").write_text(json.dumps({"providers": rows}))
    kept = {name: value for name, value in environment.items() if not name.startswith(("SMS_", "SMTP_"))}
    amqp = amqp_url_as(vhost.admin_url, "notifications", passwords["notifications"])
    return {**kept, "AMQP_URL": amqp, "PROVIDERS_FILE": str(tmp_path / "providers.json")}


@pytest.mark.timeout(180 if EVENTS <= 1_000 else 2 * PATIENCE)
def test_every_person_got_each_message_once_or_is_called(
    parts: Parts, open_to_callbacks: None, environment: dict[str, str], sms_providers: list[SmsProvider],
    outside: Outside, vhost: Vhost, database: Database[Any], tmp_path: Path,
) -> None:  # fmt: skip
    dice, begun = random.Random(SEED), time.monotonic()
    clock = FileClock(tmp_path / "ahead")
    clock.file.write_text("0")
    stamp = EnvelopeStamp("intake", Sealer(KeyRing.read(parts.settings.secrets_dir / "bus.json")))
    world = World(database, clock)
    told = publish(vhost.admin_url, stamp, people(EVENTS), dice)
    with Workers(environment, clock, 2, dice) as workers:
        deaths = set(dice.sample(range(STEPS), KILLS))
        for step in range(STEPS):
            misbehave(sms_providers, outside, dice)
            mark = EVENTS * (step + 1) // (STEPS + 1)
            wait_until(
                lambda: world.taken() >= mark or world.is_idle(),  # noqa: B023
                PATIENCE, describe=world.standing,
            )  # fmt: skip
            if step in deaths:
                workers.kill_one()
        for provider in sms_providers:
            provider.order(answer="well", receipts="delivered")
        outside.well()
        wait_until(world.is_settled, PATIENCE, describe=world.standing)
        wait_until(lambda: database["events"].count_documents({"pending": True}) == 0, 30)
    counts = counted(told, sms_providers, outside, database)
    _print(counts, workers, sms_providers, database, time.monotonic() - begun)
    assert database["parked"].count_documents({}) == 0
    assert [(one, count) for one, count in counts.items() if count.is_doubled] == []
    assert [(one, count) for one, count in counts.items() if not count.was_told] == []


@dataclass
class World:
    """How far it got. Whenever it is asked and nothing happened since, time goes on a little faster."""

    database: Database[Any]
    clock: FileClock
    before: int = -1

    def taken(self) -> int:
        """Messages that were given to somebody at least once."""
        now = self.database["messages"].count_documents({"attempts.0": {"$exists": True}})
        self.clock.forward(1 if now != self.before else 60)
        self.before = now
        return now

    def is_idle(self) -> bool:
        """All that could be done was done, and what is left waits for a later hour."""
        due = next_due(self.database, self.clock())
        return self.database["inbox"].count_documents({}) == EVENTS and (due is None or due > 0)

    def is_settled(self) -> bool:
        """Every event has its reach, none of them is open, and nothing will ever be due."""
        if self.database["inbox"].count_documents({}) < EVENTS:
            return False
        due = next_due(self.database, self.clock())
        if due is None:
            return self.database["reaches"].count_documents({"standing": {"$ne": "open"}}) == EVENTS
        if due > 0:
            self.clock.forward(due + QUARTER_HOUR)
        else:  # at work, or a provider is left alone for a while
            self.taken()
        return False

    def standing(self) -> str:
        """For whoever finds it stuck."""
        rows = list(self.database["messages"].aggregate([{"$group": {"_id": "$status", "count": {"$sum": 1}}}]))
        found = (
            self.database["inbox"].count_documents({}),
            self.database["reaches"].count_documents({"standing": "open"}),
        )
        kept = {name: list(self.database[name].find({}, {"body": 0})) for name in ("parked", "suspects", "deferred")}
        due = next_due(self.database, self.clock())
        return f"seed {SEED}: {rows}; absorbed, open {found}; due in {due} s; {kept}"


def _print(
    counts: dict[Any, Count], workers: Workers, providers: list[SmsProvider], database: Database[Any], seconds: float
) -> None:
    every = list(counts.values())
    status = Counter(
        (row["channel"], row["status"]) for row in database["messages"].find({}, {"channel": 1, "status": 1})
    )
    outcomes = Counter(
        f"{attempt['provider']} {attempt['outcome']}"
        for row in database["messages"].find({}, {"attempts": 1}) for attempt in row["attempts"]
    )  # fmt: skip
    lines = (
        f"seed {SEED}: {len(every)} events, {workers.kills} kills of 2 workers, {seconds:.0f} s",
        f"on phones {sum(one.sms for one in every)} (shown {sum(one.shown for one in every)}), asked for "
        f"{sum(one.asked() for one in providers)} times; letters {sum(one.letters for one in every)}",
        f"calls {sum(one.calls for one in every)}, taken back {sum(one.taken_back for one in every)}; twice: "
        f"{sum(one.is_doubled for one in every)}, neither told nor called: {sum(not one.was_told for one in every)}",
        f"messages {dict(sorted((' '.join(key), count) for key, count in status.items()))}",
        f"attempts {dict(sorted(outcomes.items()))}",
    )
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
