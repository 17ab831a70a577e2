"""The proof: a thousand cases, five agencies, two of them away for a while, one that says everything twice; none lost.

60 cases in the suite; ``PROOF_CASES=1000 pytest -s tests/integration/conservation/test_proof.py`` for the large run,
which prints its figures.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.given import amqp_url_as
from services.intake.app import Parts, build, make_bus_parts
from services.intake.composition.balance import balance_timers
from services.intake.initialise import initialise
from services.intake.published.example import ACCEPTANCE, FILED
from services.intake.settings import TABLE
from services.intake.use_cases.facts import accepted
from services.routing.composition.balance import balance_desk, balance_timer
from services.routing.use_cases import balance_facts, facts
from services.routing.use_cases.load_routes import load_routes
from services.routing.use_cases.view_balance import BalanceView
from shared.settings import read
from shared.store.change import Change
from shared.store.clock import utc_now
from tests.integration.agencies.centre import PASSWORDS, Centre, simulator
from tests.support.stack import Mongo, Vhost
from tests.support.waiting import wait_until

CASES = int(os.environ.get("PROOF_CASES", "60"))
PATIENCE = 90 if CASES <= 100 else 900
AGENCIES = [f"H99.11.{number:02d}" for number in range(1, 6)]
AWAY, TWICE = AGENCIES[:2], AGENCIES[4]
EVERY = timedelta(seconds=0.5)
# Every third dossier goes to two agencies, one after the other.
TWO_STEPS = 3
ANSWER = re.compile(r"agency\.task\.decided\.v1 (\S+)")


@pytest.fixture
def centre(vhost: Vhost, database: Database[dict[str, Any]], tmp_path: Path) -> Iterator[Centre]:
    """Routing with five agencies; nothing runs yet."""
    made = Centre.make(vhost, database, tmp_path)
    load_routes(made.parts.work, made.parts.context("test"), routes())
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def intake(mongo: Mongo, centre: Centre, vhost: Vhost) -> Iterator[Parts]:
    """The other side, on a database of its own."""
    name = f"test_{uuid4().hex[:12]}"
    settings = read(
        TABLE,
        {
            "MONGO_URL": "given",
            "AMQP_URL": amqp_url_as(vhost.admin_url, "intake", PASSWORDS["intake"]),
            "SECRETS_DIR": str(centre.folder / "secrets" / "intake"),
        },
    )
    with MongoClient[dict[str, Any]](mongo.url(name), tz_aware=True, w="majority") as client:
        parts = build(settings, database=client[name])
        initialise(parts)
        yield parts
        centre.halt()
        client.drop_database(name)


@pytest.mark.timeout(2 * PATIENCE)
def test_no_dossier_is_lost_while_agencies_are_away_or_answer_twice(centre: Centre, intake: Parts) -> None:
    begun = time.monotonic()
    sheets = {code: centre.provision(code) for code in AGENCIES}
    start(centre, intake)
    codes = accept(intake)
    with ExitStack() as present:
        for code in AGENCIES:
            if code not in AWAY:
                twice = ("--behave", "twice") if code == TWICE else ()
                present.enter_context(simulator(sheets[code], *twice))
        with ExitStack() as first:
            for code in AWAY:
                first.enter_context(simulator(sheets[code]))
            settles(centre, lambda view: view.places["intake"] >= CASES // 10)
        view = settles(centre, lambda view: view.places["intake"] >= CASES // 2)
        assert view.places["agency"] + view.places["line"] > 0, "nothing waits for those who are away"
        for code in AWAY:
            present.enter_context(simulator(sheets[code]))
        view = settles(centre, lambda view: view.places["intake"] == CASES and view.is_settled)
    told = Counter(row["type"] for row in centre.parts.database["events"].find({}, {"type": 1}))
    answers = {code: answered(sheets[code]) for code in AGENCIES}
    _print(view, told, answers, time.monotonic() - begun)
    assert (view.accepted, view.placed, list(view.differences)) == (CASES, CASES, [])
    assert told[balance_facts.DISTURBED] == 0
    assert centre.parked() == []
    tasks = CASES + len([code for code in codes if int(code[-4:]) % TWO_STEPS == 0])
    assert sum(len(found) for found in answers.values()) == told[facts.TASK_ASSIGNED] == tasks
    assert told[facts.CASE_DECIDED] == CASES
    assert intake.database["dossiers"].count_documents({"status": 9}) == CASES


def start(centre: Centre, intake: Parts) -> None:
    """Both sides, as their workers run; both balances look twice a second."""
    centre.start()
    bus = make_bus_parts(intake)
    balance = balance_timers(intake.work, intake.database, intake.context, count_every=EVERY, tell_every=EVERY)
    wanted = {**bus.consumer, **bus.relay, **{name: bus.timers[name] for name in ("jobs", "deferred")}, **balance}
    ours = balance_timer(centre.parts.work, centre.parts.database, centre.parts.context, EVERY.total_seconds())
    for side, parts in (("intake", wanted), ("routing", ours)):
        for name, part in parts.items():
            centre.run(f"{side} {name}", part)


def accept(intake: Parts) -> list[str]:
    """All at once; each agency's procedure in turn."""
    codes = [f"H99.11-261005-{number:04d}" for number in range(1, CASES + 1)]
    for begin in range(0, CASES, 100):
        filed = [
            replace(
                FILED,
                code=code,
                owner_token_hash=f"{code:0>64}",
                procedure=replace(FILED.procedure, code=procedure_of(int(code[-4:]))),
            )
            for code in codes[begin : begin + 100]
        ]
        intake.work.commit(Change(saved=tuple(filed)), intake.context("test"))
        taken = [one.accept(ACCEPTANCE) for one in filed]
        told = tuple(accepted(one, ACCEPTANCE) for one in taken)
        intake.work.commit(Change(saved=tuple(taken), facts=told), intake.context("test"))
    return codes


def procedure_of(number: int) -> str:
    return f"9.2{'1' if number % TWO_STEPS == 0 else '0'}000{number % len(AGENCIES)}"


def routes() -> dict[str, Any]:
    """Each agency with a procedure of its own, and with one that the next agency decides."""

    def step(id: str, code: str, hours: float | None) -> dict[str, Any]:
        return {"id": id, "agency": code, "name": "Thẩm định", "name_en": "Appraise", "hours": hours}

    found = []
    for number, code in enumerate(AGENCIES):
        after = AGENCIES[(number + 1) % len(AGENCIES)]
        one, two = [step("decide", code, None)], [step("check", code, 4), step("decide", after, None)]
        found.append({"procedure": f"9.20000{number}", "name": f"Thủ tục {number}", "steps": one})
        found.append({"procedure": f"9.21000{number}", "name": f"Hai bước {number}", "steps": two})
    agencies = [
        {"code": code, "name": f"Phòng {code}", "name_en": f"Division {code}", "calendar": "ha-son"}
        for code in AGENCIES
    ]
    return {"agencies": agencies, "routes": found}


def settles(centre: Centre, wanted: Any) -> BalanceView:
    """The first view that is as wanted; no view ever names a dossier as lost."""
    desk = balance_desk(centre.parts.database)
    seen: list[BalanceView] = []

    def reached() -> bool:
        seen[:] = [desk.view(utc_now())]
        return bool(wanted(seen[0]))

    wait_until(reached, PATIENCE, describe=lambda: f"{seen}, {centre.parked()}")
    return seen[0]


def answered(sheet: Path) -> set[str]:
    """The ids of the decisions that this agency sent, by its own log."""
    return set(ANSWER.findall(sheet.with_suffix(".log").read_text()))


def _print(view: BalanceView, told: Counter[str], answers: dict[str, set[str]], seconds: float) -> None:
    lines = (
        f"{CASES} dossiers, {told[facts.TASK_ASSIGNED]} tasks, 5 agencies (2 away for a while, 1 says all twice), "
        f"{seconds:.0f} s",
        f"accepted {view.accepted}, placed {view.placed}, differences {len(view.differences)}, "
        f"on the way {len(view.on_the_way)}, alarms {told[balance_facts.DISTURBED]}, "
        f"questions {told[balance_facts.QUESTIONED]}",
        f"decided by each agency's own log: { {code: len(found) for code, found in answers.items()} }, "
        f"together {sum(len(found) for found in answers.values())}",
    )
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
