"""Questions about money, each answered from one index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import BankNotice, Refused
from services.intake.domain.money.refund import Refund, RefundCase
from services.intake.store.dossier_documents import COLLECTION as DOSSIERS
from services.intake.store.money_documents import NOTICES, REFUSED_NOTICES, read_notice
from services.intake.store.personal_fields import PersonalFields
from services.intake.use_cases.money_ports import MoneyRow, RefundRow
from shared.store.faults import store_faults

Document = dict[str, Any]
MONEY = {"payments.fees.amount": 1, "payments.paid": 1, "refunds": 1}


class MoneyQueries:
    """Implements ``use_cases.money_ports.MoneyBooks``; ``fields`` are those of the notices."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._dossiers = database[DOSSIERS]
        self._notices = database[NOTICES]
        self._refused = database[REFUSED_NOTICES]
        self._fields = fields

    def code_of(self, references: Sequence[str]) -> tuple[str, str] | None:
        if not references:
            return None
        wanted = {"payment_references": {"$in": list(references)}}
        with store_faults():
            found = self._dossiers.find_one(wanted, {"payment_references": 1})
        if found is None:
            return None
        return next((one, found["_id"]) for one in references if one in found["payment_references"])

    def moved(self, unit: str, since: datetime, until: datetime, limit: int) -> Sequence[MoneyRow]:
        # One moment has to lie within, not one behind the beginning and another before the end.
        within = {"$elemMatch": {"$gte": since, "$lt": until}}
        with store_faults():
            found = list(self._dossiers.find({"unit": unit, "money_moved_at": within}, MONEY).limit(limit))
        rows = [row for document in found for row in _rows(document) if since <= row.at < until]
        return sorted(rows, key=lambda one: (one.at, one.dossier))[:limit]

    def refunds_due(self, unit: str, limit: int) -> Sequence[RefundRow]:
        wanted = {"unit": unit, "refund_due_since": {"$exists": True}}
        order = [("refund_due_since", ASCENDING), ("_id", ASCENDING)]
        with store_faults():
            found = list(self._dossiers.find(wanted, {"refunds": 1}).sort(order).limit(limit))
        return [
            RefundRow(document["_id"], Refund(one["id"], RefundCase(one["case"]), one["amount"], one["due_at"]))
            for document in found
            for one in document["refunds"]
            if one["given"] is None
        ]

    def notices(self, unit: str, since: datetime, until: datetime, limit: int) -> Sequence[BankNotice]:
        wanted = {"unit": unit, "transfer.booked_at": {"$gte": since, "$lt": until}}
        with store_faults():
            found = self._notices.find(wanted).sort("transfer.booked_at", ASCENDING).limit(limit)
            return [read_notice(one, self._fields) for one in found]

    def refused(self, unit: str, since: datetime, until: datetime) -> Mapping[Refused, int]:
        wanted = {"unit": unit, "received_at": {"$gte": since, "$lt": until}}
        grouped = [{"$match": wanted}, {"$group": {"_id": "$reason", "count": {"$sum": 1}}}]
        with store_faults():
            return {Refused(one["_id"]): one["count"] for one in self._refused.aggregate(grouped)}

    def receipts_in_use(self, unit: str, receipts: Sequence[str]) -> Iterable[str]:
        """Those of the receipt numbers that dossiers have. Raises StoreAway."""
        wanted = {"unit": unit, "receipt_numbers": {"$in": list(receipts)}}
        with store_faults():
            found = list(self._dossiers.find(wanted, {"receipt_numbers": 1}))
        return {number for document in found for number in document["receipt_numbers"]}


def _rows(document: Document) -> Iterator[MoneyRow]:
    code = document["_id"]
    for duty in document["payments"]:
        paid = duty["paid"]
        if paid:
            amount = sum(fee["amount"] for fee in duty["fees"])
            means = Means(paid.get("means", Means.CASH.value))
            yield MoneyRow(code, paid["paid_at"], amount, means, paid["receipt_number"], paid["recorded_by"])
    for one in document.get("refunds", ()):
        given = one["given"]
        if given:
            back = Means(given["means"])
            yield MoneyRow(code, given["at"], one["amount"], back, given["number"], given["by"], back=True)
