"""How long an answer takes among ten thousand open dossiers, in a real MongoDB, sealed and looked for as in use."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from pymongo import MongoClient

from deploy.local.mongodb import MongoServer
from deploy.local.ports import free_ports
from deploy.local.problems import LocalProblem
from deploy.matching.case import Case
from deploy.matching.measure import claim_of
from deploy.matching.registry import TODAY
from services.hotline.app import Parts, build, initialise
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.settings import TABLE
from services.hotline.use_cases.matching.find_matches import matches_for
from shared.security.make_secrets import make_secrets
from shared.settings import read

BATCH = 500
ASKED = 200


def answers_in(dossiers: Sequence[KnownDossier], cases: Sequence[Case]) -> dict[str, float] | None:
    """Milliseconds of one answer, from what was told to the ranked matches; None where no database can be started.

    Beside it, how busy the machine is: this process's own work, and the barest question to the same database.
    """
    try:
        with _database() as parts:
            _keep(parts, dossiers)
            return _asked(parts, cases[:ASKED])
    except LocalProblem:
        return None


def _asked(parts: Parts, cases: Sequence[Case]) -> dict[str, float]:
    taken, own, bare = [], [], []
    for case in cases:
        begun, worked = perf_counter(), process_time()
        matches_for(parts.ports, parts.matching, claim_of(case))
        taken.append(perf_counter() - begun)
        own.append(process_time() - worked)
        begun = perf_counter()
        parts.database["dossiers"].find_one({"_id": "nobody's"})
        bare.append(perf_counter() - begun)
    return {
        "median": _at(taken, 0.5), "p95": _at(taken, 0.95), "own_work_median": _at(own, 0.5),
        "bare_question_median": _at(bare, 0.5),
    }  # fmt: skip


def _at(taken: Sequence[float], share: float) -> float:
    return round(sorted(taken)[int(len(taken) * share)] * 1000, 1)


def _keep(parts: Parts, dossiers: Sequence[KnownDossier]) -> None:
    mapping = next(one for one in parts.mappings if one.kind is KnownDossier)
    for start in range(0, len(dossiers), BATCH):
        parts.database[mapping.collection].insert_many(
            [mapping.to_document(replace(one, version=1)) for one in dossiers[start : start + BATCH]]
        )


@contextmanager
def _database() -> Iterator[Parts]:
    with tempfile.TemporaryDirectory(prefix="motcua-matching-") as folder:
        home = Path(folder)
        server = MongoServer(home / "mongo", free_ports(1)[0])
        (home / "mongo").mkdir()
        server.start()
        try:
            make_secrets(home / "secrets", ["hotline", "intake"], {"tokens": "intake"})
            settings = read(TABLE, {
                "MONGO_URL": server.url("matching"), "AMQP_URL": "amqp://not-used/",
                "SECRETS_DIR": str(home / "secrets" / "hotline"),
            })  # fmt: skip
            with MongoClient[dict[str, Any]](server.url("matching"), tz_aware=True, w="majority") as client:
                today = datetime.combine(TODAY, time(2), UTC)
                parts = build(settings, clock=lambda: today, database=client["matching"])
                initialise(parts)
                yield parts
        finally:
            server.stop()
