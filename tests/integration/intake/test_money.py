"""Money on a real database: a bank that calls, doubles, forges and comes too late; a day's book; receipts in order."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from vietnam_qr_pay import QRPay

from services.intake.app import Parts, make_app
from services.intake.composition.money import used_receipts
from services.intake.domain.errors import Words
from services.intake.gateways.bank import Bank
from services.intake.store.money_documents import NOTICES, REFUSED_NOTICES
from services.intake.use_cases.money_ports import MoneyPorts
from tests.integration.intake.conftest import FILING, Clock

SECRET, ACCOUNT = "a secret of the bank", "9990000111222"
BANK = Bank("bank", "970499", Words("Ngân hàng Thử", "Trial bank"), ACCOUNT, "SO Y TE HA SON", SECRET)
API = "/api/intake/v1"


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """The same house with a bank."""
    return replace(parts, ports=replace(parts.ports, money=MoneyPorts(BANK, parts.money.queries)))


@pytest.fixture
def app(parts: Parts) -> Flask:
    return make_app(parts)


class Payer:
    """A dossier that owes, and a bank that tells of its money."""

    def __init__(self, client: Any, staff: dict[str, str], clock: Clock) -> None:
        self.client, self.staff, self.clock = client, staff, clock
        filed = client.post(f"{API}/dossiers", json=FILING).json
        self.code, self.owner = filed["code"], {"X-Owner-Token": filed["owner_token"]}
        asked = self.post("request-payment", {"amount": 500_000})
        assert asked.status_code == 200, asked.text
        self.code_to_pay = client.get(f"{API}/dossiers/{self.code}/payment", headers=self.owner).json["transfer"]

    def post(self, step: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        return self.client.post(f"{API}/dossiers/{self.code}/{step}", json=body, headers=headers or self.staff)

    def body(self, transaction: str, amount: int = 500_000) -> bytes:
        memo = f"{QRPay(self.code_to_pay['vietqr']).additional_data.purpose} CT tu NGUYEN VAN A"
        at = self.clock.now.isoformat()
        content = {"transaction": transaction, "account": ACCOUNT, "amount": amount, "memo": memo, "booked_at": at}
        return json.dumps(content).encode()

    def call(self, body: bytes, secret: str = SECRET, client: Any = None) -> Any:
        stamp = str(int(self.clock.now.timestamp()))
        signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"X-Timestamp": stamp, "X-Signature": signature, "Content-Type": "application/json"}
        return (client or self.client).post(f"{API}/payments/bank", data=body, headers=headers)

    @property
    def dossier(self) -> Any:
        return self.client.get(f"{API}/dossiers/{self.code}", headers=self.owner).json


@pytest.fixture
def payer(client: Any, sign_in: Callable[[str], dict[str, str]], clock: Clock) -> Payer:
    return Payer(client, sign_in("reception"), clock)


def test_doubled_at_once_by_several_it_pays_once(payer: Payer, app: Flask, parts: Parts) -> None:
    body = payer.body("FT1")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: payer.call(body, client=app.test_client()), range(8)))
    assert {one.status_code for one in answers} <= {200, 409}  # 409: all tries lost the race; a bank calls again
    assert payer.call(body).json == {"transaction": "FT1", "outcome": "paid", "repeated": True}
    (paid,) = payer.dossier["payments"]
    assert (payer.dossier["status"], paid["means"]) == (1, "transfer")
    (kept,) = parts.database[NOTICES].find()
    assert kept["outcome"] == "paid"
    assert "NGUYEN VAN A" not in json.dumps(kept, default=str)
    told = [one["type"] for one in parts.database["events"].find({"subject": payer.code})]
    assert told.count("intake.dossier.paid.v1") == 1


def test_forged_it_does_nothing_and_is_counted(payer: Payer, parts: Parts) -> None:
    refused = payer.call(payer.body("FT1"), secret="a guess")
    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[1]) == (401, "forged-notice")
    assert payer.dossier["status"] == 6
    (kept,) = parts.database[REFUSED_NOTICES].find()
    assert (kept["reason"], len(kept["sha256"])) == ("forged", 64)
    assert parts.database[NOTICES].count_documents({}) == 0


def test_for_a_withdrawn_dossier_it_goes_back(payer: Payer, clock: Clock) -> None:
    payer.post("withdraw", {}, payer.owner)
    clock.forward(minutes=5)
    assert payer.call(payer.body("FT1")).json["outcome"] == "ended"
    (refund,) = payer.dossier["refunds"]
    assert (refund["case"], refund["amount"], refund["refunded_at"]) == ("ended", 500_000, None)
    day = payer.client.get(f"{API}/money/2026-10-05", headers=payer.staff).json
    assert [one["dossier"] for one in day["refunds_due"]] == [payer.code]
    given = payer.post("record-refund", {"refund": refund["id"], "means": "cash", "number": "PC-1"})
    assert given.status_code == 200, given.text
    day = payer.client.get(f"{API}/money/2026-10-05", headers=payer.staff).json
    assert (day["refunds_due"], day["refunded"], day["counts"]["not_compared"]) == ([], 500_000, 1)


def test_late_it_pays_all_the_same(payer: Payer, clock: Clock, sign_in: Callable[[str], dict[str, str]]) -> None:
    clock.forward(days=40)
    assert payer.call(payer.body("FT1")).json["outcome"] == "paid_late"
    assert payer.dossier["status"] == 1
    assert payer.client.get(f"{API}/money/2026-11-14", headers=sign_in("leader")).json["transferred"] == 500_000


def test_receipts_stand_in_one_series_and_on_paper(payer: Payer, parts: Parts, clock: Clock) -> None:
    payer.call(payer.body("FT1"))
    second = Payer(payer.client, payer.staff, clock)
    assert second.post("record-payment", {}).status_code == 200
    numbers = [one.dossier["payments"][0]["receipt_number"] for one in (payer, second)]
    assert numbers == ["BL26-000001", "BL26-000002"]
    assert set(used_receipts(parts.money.queries)["money"]("money/H99.11/2026", [1, 2, 3])) == {1, 2}
    for one in (payer, second):
        drawn = one.client.get(f"{API}/dossiers/{one.code}/forms/payment-receipt.pdf", headers=one.owner)
        assert drawn.status_code == 200, drawn.text
        assert drawn.data.startswith(b"%PDF-")
    book = payer.client.get(f"{API}/money/2026-10-05/book.csv", headers=payer.staff)
    assert book.text.startswith("\ufeffkind,")
    assert [line.split(",")[3] for line in book.text.splitlines()[1:3]] == numbers
