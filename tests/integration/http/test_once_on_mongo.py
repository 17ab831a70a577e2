"""Rule of Idempotency-Key on a real database: of requests at the same time one has an effect, all get its answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from flask import Response
from pymongo.database import Database

from shared.bus.envelope import EnvelopeStamp
from shared.http.idempotency import Slot, answer_once, make_slot
from shared.security.caller import PUBLIC
from shared.security.fields import FieldCipher
from shared.security.keys import KeyRing
from shared.security.personal import Sealer
from shared.store import indexes
from shared.store.answers import Answers
from shared.store.change import Change, Context, Fact
from shared.store.work import MongoWork

RING = KeyRing.generate()
AT_ONCE = 6


def test_many_at_the_same_time_have_one_effect_and_one_answer(database: Database[dict[str, Any]]) -> None:
    indexes.ensure(database)
    cipher = FieldCipher(RING)
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    work = MongoWork(database, (), stamp=EnvelopeStamp("front", Sealer(RING)), answers=answers)
    slot = make_slot("one key", PUBLIC, "POST /things", b'{"count":1}')
    together = threading.Barrier(AT_ONCE)

    def act(slot: Slot, number: int) -> Response:
        together.wait(timeout=20)
        body = {"number": number, "owner_token": f"secret-{number}"}
        fact = Fact("front.thing.made.v1", f"thing-{number}", 1, {"number": number})
        context = Context("public", datetime.now(UTC), "correlation")
        work.commit(Change(facts=(fact,), answer=slot.answer(201, body)), context)
        return Response(f"{number}")

    def post(number: int) -> str:
        answer = answer_once(answers, lambda slot: act(slot, number), slot)
        text = answer.get_data(as_text=True)
        return text if text.isdigit() else str(answer.get_json()["number"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = set(pool.map(post, range(AT_ONCE)))
    [event] = database["events"].find()
    assert numbers == {event["subject"].removeprefix("thing-")}
    assert "secret-" not in str(list(database["answers"].find()))
