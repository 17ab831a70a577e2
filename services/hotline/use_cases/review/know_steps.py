"""Keep what routing tells of steps, of lateness and of silent agencies, for the weekly review; in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from services.hotline.domain.review.followed import Fact, Followed, Heard
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded

Told = Iterable[tuple[str, Fact]]
Handler = Callable[[Received, Loaded], Change]


def of_case(received: Received) -> tuple[Key, ...]:
    """What is followed of the dossier that the event's subject names."""
    return (Key(Followed, received.subject),)


def of_alarm(received: Received) -> tuple[Key, ...]:
    """What is followed of the alarm's dossier; its subject is the alarm."""
    return (Key(Followed, received.data["dossier"]),)


def of_agency(received: Received) -> tuple[Key, ...]:
    """What is followed of the agency."""
    return (Key(Followed, _agency(received.data)),)


def opened(received: Received, loaded: Loaded) -> Change:
    """The steps of the route and their names."""
    steps = [{name: one[name] for name in ("id", "name", "name_en")} for one in received.data["steps"]]
    return _keep(
        received, loaded, received.subject, [_fact(received, Heard.OPENED, "opened_at", data={"steps": steps})]
    )


def dispatched(received: Received, loaded: Loaded) -> Change:
    """A task began; its step's name stands with the agencies that have a part now."""
    data = received.data
    own: Mapping[str, Any] = next((one for one in data["holders"] if one["task_id"] == data["task_id"]), {})
    more = {"name": own.get("name", ""), "name_en": own.get("name_en", "")}
    fact = _fact(
        received, Heard.DISPATCHED, "dispatched_at", data["task_id"], {"due_at": data["due_at"], **_place(data), **more}
    )
    return _keep(received, loaded, received.subject, [fact])


def acknowledged(received: Received, loaded: Loaded) -> Change:
    """The agency has it in hand."""
    fact = _fact(received, Heard.ACKNOWLEDGED, "acknowledged_at", received.data["task_id"])
    return _keep(received, loaded, received.subject, [fact])


def paused(received: Received, loaded: Loaded) -> Change:
    """Papers of the applicant are awaited."""
    fact = _fact(received, Heard.PAUSED, "requested_at", received.data["task_id"])
    return _keep(received, loaded, received.subject, [fact])


def dated(kind: Heard, when: str = "") -> Handler:
    """Another date, also of the tasks beside it; ``when`` names the field, else it is the event's time."""

    def apply(received: Received, loaded: Loaded) -> Change:
        data = received.data
        told = [_fact(received, kind, when, one["task_id"], {"due_at": one["due_at"]}) for one in (data, *data["also"])]
        return _keep(received, loaded, received.subject, told)

    return apply


def ended(when: str) -> Handler:
    """The agency's part is over, and that of the tasks that were taken back with it."""

    def apply(received: Received, loaded: Loaded) -> Change:
        data = received.data
        tasks = dict.fromkeys(one for one in (data.get("task_id"), *data.get("recalled", ())) if one)
        return _keep(received, loaded, received.subject, [_fact(received, Heard.ENDED, when, one) for one in tasks])

    return apply


def alarmed(kind: Heard, *names: str) -> Handler:
    """Something is late, will be, or is not as it should be; ``names`` are the fields that are kept."""

    def apply(received: Received, loaded: Loaded) -> Change:
        data = received.data
        kept = {name: data[name] for name in names}
        fact = _fact(received, kind, "at", data["task_id"], {**_place(data), **kept})
        return _keep(received, loaded, data["dossier"], [fact])

    return apply


def silent(received: Received, loaded: Loaded) -> Change:
    """An agency was not heard."""
    data = received.data
    kept = {name: data[name] for name in ("agency", "agency_name", "since", "tasks")}
    return _keep(received, loaded, _agency(data), [_fact(received, Heard.SILENT, "at", data=kept)])


def _keep(received: Received, loaded: Loaded, id: str, told: Iterable[Fact]) -> Change:
    known = loaded.get(Followed, id) or Followed(id)
    name = f"{received.subject}/{received.sequence}"
    changed = known.hearing({f"{one.kind.value}/{one.task}/{name}": one for one in told})
    return NOTHING if changed is known else Change(saved=(changed,))


def _fact(received: Received, kind: Heard, when: str, task: str = "", data: Mapping[str, Any] | None = None) -> Fact:
    at: datetime = received.data[when] if when else received.time
    return Fact(kind, at, received.sequence, task, data or {})


def _place(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: data[name] for name in ("step", "agency", "agency_name")}


def _agency(data: Mapping[str, Any]) -> str:
    return f"agency:{data['agency']}"
