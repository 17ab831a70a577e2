"""A bulk of any size does not delay an urgent message.

2,000 wait in the suite; ``BULK_MESSAGES=100000 pytest -s tests/integration/notifications/test_bulk.py`` for more.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace

from services.notifications.app import Parts
from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Status
from services.notifications.seeing_parts import RECIPIENT
from services.notifications.store.message_documents import MessageDocuments
from shared.security.fields import BlindIndex, FieldCipher
from shared.security.keys import KeyRing
from shared.store.change import Change, Context
from tests.integration.notifications.conftest import Citizen, senders_at_work
from tests.integration.notifications.outside import Outside
from tests.support.waiting import wait_until
from tests.unit.notifications.samples import message

BULK = int(os.environ.get("BULK_MESSAGES", "2000"))
AT_ONCE = 5_000
SENT = {"$nin": [Status.QUEUED.value, Status.SENDING.value]}


def test_a_bulk_does_not_delay_a_code(parts: Parts, outside: Outside, citizen: Citizen) -> None:
    put_bulk(parts)
    with senders_at_work(parts, threads=4):
        wait_until(lambda: bulk_sent(parts) >= 20, 60, describe="the bulk is on its way")
        before, begun = bulk_sent(parts), time.monotonic()
        now = parts.clock()
        code = message(event_id="code", lane=Lane.URGENT, recipient=citizen.phone, due_at=now, asked_at=now)
        parts.work.commit(Change((code,)), Context("test", now, "correlation"))
        wait_until(lambda: outside.sms(citizen.dialled), 60, describe="the code")
        delay, after = time.monotonic() - begun, bulk_sent(parts)
    sys.stdout.write(
        f"\n{BULK} in bulk, {before} sent; a code reached its phone in {delay:.2f} s, {after} sent by then\n"
    )
    assert [one["requests"] for one in outside.sms(citizen.dialled)] == [1]
    assert after < BULK // 2, "most of the bulk still waits: the code went before it"


def put_bulk(parts: Parts) -> None:
    """As they lie there once their events took effect; one recipient each."""
    keys = KeyRing.read(parts.settings.secrets_dir / "store.json")
    index = BlindIndex(keys)
    documents = MessageDocuments(FieldCipher(keys), lambda recipient: index.digest(RECIPIENT, recipient))
    now = parts.clock()
    pattern = message(lane=Lane.BULK, due_at=now, asked_at=now, changed_at=now)
    for first in range(0, BULK, AT_ONCE):
        rows = [
            documents.to_document(replace(pattern, id=f"{number:032x}", event_id=f"bulk {number}",
                                          recipient=f"+8498{number:07}"))
            for number in range(first, min(first + AT_ONCE, BULK))
        ]  # fmt: skip
        parts.database["messages"].insert_many(rows, ordered=False)


def bulk_sent(parts: Parts) -> int:
    wanted = {"channel": Channel.SMS.value, "lane": Lane.BULK.value, "status": SENT}
    return parts.database["messages"].count_documents(wanted)
