"""Rules of figures and of forgetting: counts follow what changed; what is old loses its content and stays counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from pymongo.database import Database

from services.notifications.app import Parts
from services.notifications.domain.message import Channel
from services.notifications.domain.words.prices import ZONE
from services.notifications.seeing_parts import forget_old
from services.notifications.store.figures import MongoFigures
from services.notifications.store.retention import MongoRetention
from services.notifications.use_cases.send_message import send_next
from tests.integration.notifications.conftest import Citizen, Clock, message_of, sending_of, tell
from tests.integration.notifications.outside import Outside

API = "/api/notifications/v1"
Staff = Callable[[str], dict[str, str]]
HTML = {"Accept": "text/html"}


def test_counts_follow_what_changed(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, outside: Outside, database: Database[Any]
) -> None:
    database["figures"].delete_many({})
    told = tell(parts, citizen)
    sent = send_next(sending_of(parts))
    assert sent is not None
    figures = MongoFigures(database)
    assert figures.recount(parts.clock()) >= 1
    day = sent.asked_at.astimezone(ZONE).date()
    query = f"from={day}&to={day}"

    def total() -> dict[str, Any]:
        answer = client.get(f"{API}/figures?{query}", headers=staff("leader"))
        assert answer.status_code == 200, answer.text
        return dict(answer.json["total"]) if answer.json else {}

    first = total()
    # The letter waits for what the SMS comes to, or goes at once: either way one message was handed over in time.
    assert (first["asked"], first["taken"], first["prompt"], first["parts"]) == (2, 1, 1, sent.parts)
    assert first["cost"] > 0
    assert message_of(parts, told, Channel.EMAIL).put_off == (first["at_once"] == 1)
    figures.recount(parts.clock())
    assert total() == first
    page = client.get(f"/notifications/figures?{query}", headers=staff("leader") | HTML)
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "Theo nhà cung cấp" in page.text
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        written = client.get(f"/notifications/figures.{kind}?{query}", headers=staff("leader") | HTML)
        assert written.data.startswith(begins)
    database["figures"].delete_many({})


def test_days_that_make_no_span_are_refused_by_name(client: FlaskClient, staff: Staff) -> None:
    for query, field in (("from=2026-10-05&to=2026-10-04", "/to"), ("from=2020-01-01&to=2026-10-04", "/from")):
        answer = client.get(f"{API}/figures?{query}", headers=staff("leader"))
        assert answer.status_code == 422
        assert answer.json is not None
        assert answer.json["fields"][0]["pointer"] == field
        assert client.get(f"/notifications/figures?{query}", headers=staff("leader") | HTML).status_code == 422
    assert client.get("/notifications/figures?from=x", headers=staff("leader") | HTML).status_code == 422


def test_content_goes_after_its_time_and_the_fact_stays(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, clock: Clock, database: Database[Any],
    outside: Outside,
) -> None:  # fmt: skip
    told = tell(parts, citizen, channels=(Channel.SMS,))
    send_next(sending_of(parts))
    retention, figures = MongoRetention(parts.database, parts.documents), MongoFigures(database)
    assert forget_old(parts, retention, figures) == 0
    clock.forward(days=parts.settings.content_kept_days + 1)
    before = figures.kept().forgotten
    assert forget_old(parts, retention, figures) >= 1
    assert figures.kept().forgotten > before
    assert forget_old(parts, retention, figures) == 0
    gone = message_of(parts, told)
    assert (gone.recipient, gone.writing, gone.to_masked, gone.to_index, gone.anonymised) == (None, None, "…", "", True)
    assert [one.outcome for one in gone.attempts] == ["accepted"]
    clock.ahead = timedelta()  # else nobody is signed in any more
    answer = client.post(f"{API}/messages/search", json={"recipient": citizen.phone}, headers=staff("reception"))
    assert answer.json is not None
    assert answer.json["items"] == []
    page = client.get(f"/notifications/messages/{gone.id}", headers=staff("reception") | HTML).text
    assert "đã được xóa theo thời hạn lưu" in page


def test_messages_from_before_are_made_findable_once(parts: Parts, citizen: Citizen, database: Database[Any]) -> None:
    told = tell(parts, citizen, channels=(Channel.SMS,))
    kept = message_of(parts, told)
    database["messages"].update_many({}, {"$unset": {"to_index": 1, "put_off": 1, "anonymised": 1}})
    retention = MongoRetention(parts.database, parts.documents)
    assert retention.prepare() >= 1
    assert retention.prepare() == 0
    assert message_of(parts, told).to_index == kept.to_index != ""
