"""An agency's office over a real database: its officers, and cases whose tasks lie in its queue."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.routing.app import Parts
from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.case import Case, Component, Procedure
from services.routing.domain.opening import tasks_of
from services.routing.domain.route import Route
from shared.security.caller import Caller
from shared.security.keys import read_signing_key
from shared.security.tokens import TokenIssuer
from shared.store.change import Change, Key
from shared.working_time import Calendar

NOW = datetime.fromisoformat("2026-10-05T08:00:00+07:00")
SOCIAL, MEDICAL = "1.001653", "1.012278"  # procedures of H99.11.01 and H99.11.02
OWN, OTHER = "H99.11.01", "H99.11.02"
API = "/api/routing/v1"


@dataclass
class Office:
    """The application with some hands to use it by."""

    parts: Parts
    client: FlaskClient

    def signed_in(self, who: str = "an", unit: str = OWN, role: str = "agency") -> dict[str, str]:
        """Headers of a member of staff."""
        secrets = self.parts.settings.secrets_dir.parent / "intake" / "tokens.private.json"
        caller = Caller("staff", who, frozenset({role}), unit)
        token = TokenIssuer(read_signing_key(secrets)).issue(caller, datetime.now(NOW.tzinfo))
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str, who: str = "an", **signed: str) -> Any:
        """The body of a good answer."""
        answer = self.client.get(API + path, headers=self.signed_in(who, **signed))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return json.loads(answer.get_data())

    def post(self, path: str, who: str = "an", body: Any = None, **more: Any) -> TestResponse:
        """``more``: ``unit``, ``role``; what begins big is a header."""
        headers = {name.replace("_", "-"): more.pop(name) for name in list(more) if name[0].isupper()}
        headers = {**self.signed_in(who, **more), **headers}
        return self.client.post(API + path, json=body or {}, headers=headers)

    def meet(self, *people: str, unit: str = OWN) -> None:
        """Each opens the inbox once, and is known from then on."""
        for one in people:
            assert self.client.get(API + "/officers", headers=self.signed_in(one, unit)).status_code == 200

    def case(
        self, number: int, procedure: str = SOCIAL, due: timedelta = timedelta(days=7), *, first: bool = False
    ) -> str:
        """A case whose task lies in its agency's queue; the task's id."""
        case = make_case(self.parts, number, procedure, due, first=first)
        task = f"{case.id}:1"
        change = Change(saved=(case,)), Change(saved=(case.dispatched(task, NOW + timedelta(seconds=number)),))
        for one in change:
            self.parts.work.commit(one, self.parts.context("test"))
        return task

    def facts(self) -> list[str]:
        """The types of what was told, in its order."""
        return [one["type"] for one in self.parts.database["events"].find().sort("_id")]

    def tell_calendar(self) -> None:
        """The agency's calendar has arrived."""
        known = self.parts.work.load(Key(Calendars, ALL)).get(Calendars, ALL) or Calendars()
        for name in ("H99", "ha-son"):
            known = known.with_calendar(name, 1, Calendar(name, 1).to_data())
        self.parts.work.commit(Change(saved=(replace(known, version=1),)), self.parts.context("test"))


def make_case(parts: Parts, number: int, procedure: str, due: timedelta | None, *, first: bool = False) -> Case:
    """A case that is not kept yet, on the procedure's own route."""
    route = parts.work.load(Key(Route, procedure)).get(Route, procedure)
    assert route is not None
    code = f"H99.11-261005-{number:04d}"
    due_at = NOW + due if due is not None else None
    return Case(
        id=code,
        version=1,
        procedure=Procedure(procedure, route.name, "In English"),
        reception="H99.11",
        applicant_kind="citizen",
        components=(Component("Đơn", True),),
        route_code=route.id,
        route_version=route.version,
        priority=first,
        opened_at=NOW,
        due_at=due_at,
        tasks=tasks_of(route, code, [due_at] * len(route.steps)),
        correlation_id="correlation",
        caused_by="accepted",
    )


def problem(answer: TestResponse, status: int) -> str:
    """The slug of a refusal."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    return str(json.loads(answer.get_data())["type"]).removeprefix("/problems/")
