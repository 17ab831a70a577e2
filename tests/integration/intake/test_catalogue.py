"""The catalogue on a real database: the commands, versions, catalogues of an earlier make, dossiers that go along."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.intake import catalogue_commands
from services.intake.app import Parts, make_app
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.procedure import Level, OpenDossiers
from services.intake.domain.procedure_data import procedure_to_data
from services.intake.initialise import initialise
from services.intake.jobs import catalogue_handlers, run_jobs
from services.intake.store.reference import CatalogueStore, gather_versions
from services.intake.use_cases.publish_procedure import publish_procedure
from shared.security.caller import Caller
from shared.store.change import Conflict, Context, Key
from tests.integration.intake.conftest import FILING, Clock
from tests.support.large_catalogue import entries

API = "/api/intake/v1"
PROCEDURE = str(FILING["procedure"])
ADMIN = Caller("staff", "admin", frozenset({"admin"}), "H99.11")


def versions(parts: Parts, code: str) -> ProcedureHistory:
    found = parts.work.load(Key(ProcedureHistory, code)).get(ProcedureHistory, code)
    assert found is not None
    return found


def test_a_file_goes_in_by_the_command_its_bad_rows_are_told_and_again_nothing_changes(
    fresh: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogue_commands, "build", lambda _: replace(fresh, catalogue=CatalogueStore(fresh.database)))
    rows, wrong = entries(300, bad_every=30)
    file, report = tmp_path / "large.json", tmp_path / "report.json"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    def run(*arguments: str) -> int:
        return catalogue_commands.run_import(fresh.settings, [str(file), *arguments])

    initialise(fresh)
    before = fresh.database["procedures"].count_documents({})
    assert run("--dry-run") == 1
    assert "290 new, 0 changed, 0 unchanged, 10 refused (dry run: nothing was written)" in capsys.readouterr().out
    assert fresh.database["procedures"].count_documents({}) == before
    assert run("--report", str(report), "--why", "Quyết định 5") == 1
    assert fresh.database["procedures"].count_documents({}) == before + 290
    told = {one["row"]: one["faults"][0]["field"] for one in json.loads(report.read_text())["rows"] if one["faults"]}
    assert told == wrong
    event = fresh.database["events"].find_one({"subject": "7.000001"})
    assert event is not None
    assert (event["type"], event["why"]) == ("intake.procedure.changed.v1", "Quyết định 5")
    capsys.readouterr()
    assert run() == 1
    assert "0 new, 0 changed, 290 unchanged, 10 refused" in capsys.readouterr().out
    workbook = tmp_path / "all.xlsx"
    assert catalogue_commands.run_export(fresh.settings, [str(workbook), "--all-versions"]) == 0
    assert catalogue_commands.run_import(fresh.settings, [str(workbook)]) == 0
    assert f"0 new, 0 changed, {before + 290} unchanged, 0 refused" in capsys.readouterr().out
    assert catalogue_commands.run_import(fresh.settings, [str(tmp_path / "none.json")]) == 2


def test_a_catalogue_of_an_earlier_make_is_gathered_once(fresh: Parts) -> None:
    initialise(fresh)
    history = versions(fresh, "1.013817")
    second = replace(history.latest, version=2, effective_from=date(2026, 1, 1), cut_off=None)
    collection = fresh.database["procedures"]
    collection.delete_one({"_id": "1.013817"})
    for one in (history.latest, second):
        older: dict[str, Any] = {"_id": one.id, **procedure_to_data(one), "result": {"vi": "Giấy", "en": "Paper"}}
        older.pop("results")
        collection.insert_one(older)
    assert gather_versions(fresh.database) == 1
    assert [one.version for one in versions(fresh, "1.013817").versions] == [1, 2]
    assert versions(fresh, "1.013817").latest.result.en == "Paper"
    assert gather_versions(fresh.database) == 0
    assert collection.count_documents({"versions": {"$exists": False}}) == 0


def test_init_leaves_what_an_administrator_published(fresh: Parts) -> None:
    initialise(fresh)
    history = versions(fresh, "1.013817")
    context = Context("staff:admin", fresh.clock(), "correlation")
    wanted = replace(history.latest, authority=Words("Nơi khác", "Elsewhere"), effective_from=date(2026, 10, 1))
    publish_procedure(fresh.ports, ADMIN, wanted, "why", context, based_on=1)
    with pytest.raises(Conflict):
        publish_procedure(fresh.ports, ADMIN, replace(wanted, route="other"), "why", context, based_on=1)
    assert "36 procedures, 0 new" in " ".join(initialise(fresh))
    assert versions(fresh, "1.013817").version == 2


def test_the_api_finds_by_words_field_and_level_and_shows_every_version(client: Any, parts: Parts) -> None:
    found = client.get(f"{API}/procedures?search=dang ky hanh nghe&field=cong-tac-xa-hoi&level=province").json
    assert {one["code"] for one in found["items"]} == {"1.013817", "1.012993"}
    page = client.get(f"{API}/procedures?limit=10").json
    rest = client.get(f"{API}/procedures?limit=500&cursor={page['next']}").json
    assert (len(page["items"]) + len(rest["items"]), rest["next"]) == (36, None)
    assert client.get(f"{API}/procedures?level=district").status_code == 422
    assert client.get(f"{API}/procedures?cursor=x").status_code == 422
    one = client.get(f"{API}/procedures/1.013817").json
    assert [part["in_national_database"] for part in one["components"]] == [False, True]
    every = client.get(f"{API}/procedures/1.013817/versions").json
    assert (every["in_force"], [each["version"] for each in every["items"]]) == (1, [1])
    assert client.get(f"{API}/procedures/9.999999/versions").status_code == 404


def filed(client: FlaskClient) -> str:
    answer = client.post(f"{API}/dossiers", json=FILING).json
    assert answer
    return str(answer["code"])


def test_open_dossiers_go_along_in_the_background(fresh: Parts, clock: Clock) -> None:
    initialise(fresh)
    with make_app(fresh).test_client() as client:
        codes = [filed(client) for _ in range(3)]
        history = versions(fresh, PROCEDURE)
        wanted = replace(
            history.latest,
            level=Level.COMMUNE,
            authority=Words("Ủy ban nhân dân cấp xã", "Commune"),
            effective_from=date(2026, 10, 6),
            open_dossiers=OpenDossiers.MOVE,
        )
        publish_procedure(fresh.ports, ADMIN, wanted, "why", Context("staff:admin", clock(), "c"), based_on=1)
        handlers = catalogue_handlers(fresh.ports, fresh.queries, fresh.import_queries)
        assert not run_jobs(fresh.jobs, handlers, clock())
        clock.forward(days=1)
        while run_jobs(fresh.jobs, handlers, clock()):
            pass
        moved = [fresh.work.load(Key(Dossier, code)).get(Dossier, code) for code in codes]
        assert [one.handed_over.moved_by for one in moved if one and one.handed_over] == ["staff:admin"] * 3
        assert fresh.database["events"].count_documents({"type": "intake.dossier.handed_over.v1"}) == 3
        assert fresh.queries.to_move(PROCEDURE, 2, 10) == []
