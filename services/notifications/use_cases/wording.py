"""What there is to say about each event: which words (templates) it takes and the values that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from services.notifications.domain.spoken_money import money
from services.notifications.domain.spoken_time import day, day_and_hour, span
from services.notifications.domain.template import LANGUAGES

WHERE = {
    "counter": {"vi": "tại quầy Một cửa", "en": "at the one-stop desk"},
    "phone": {"vi": "qua điện thoại, cán bộ gọi đến", "en": "by phone, an officer calls"},
}
Values = dict[str, str]
NOBODY = {"vi": "ông bà, anh chị", "en": "Sir or Madam"}
NOT_SET = {"vi": "sẽ báo sau", "en": "will be told later"}


@dataclass(frozen=True, slots=True)
class House:
    """What every message says of the sender: ``unit`` by language, the number to call, where to look."""

    unit: Mapping[str, str]
    hotline: str
    link: str

    def values(self, language: str) -> Values:
        """As they stand in templates."""
        values = {"unit": self.unit[language], "hotline": self.hotline, "link": self.link}
        return {**values, "site": self.link.removesuffix("/tracking")}


@dataclass(frozen=True, slots=True)
class Occasion:
    """The templates to use, by short name, and what of the event stands in them.

    ``expires_at``: the words hold until then; None where the event itself names no end.
    """

    event: str
    values: Values
    expires_at: datetime | None = None


def language_of(personal: Mapping[str, Any]) -> str:
    """The language that the person chose; Vietnamese where nothing else is known."""
    chosen = personal.get("language")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def occasion(type_: str, data: Mapping[str, Any], personal: Mapping[str, Any], language: str) -> Occasion:
    """Raises KeyError for a type that no message is written about."""
    found = _TELLERS[type_](data, language)
    said = {name: str(personal.get(place) or "") for name, place in (("secret", "code"), ("token", "token"))}
    said["name"] = str(personal.get("name") or NOBODY[language])
    return replace(found, values={**said, **found.values})


def _sign_in_code(data: Mapping[str, Any], _: str) -> Occasion:
    minutes = round((data["expires_at"] - data["issued_at"]).total_seconds() / 60)
    return Occasion("sign_in_code", {"minutes": str(minutes)}, data["expires_at"])


def _procedure(data: Mapping[str, Any], language: str) -> Values:
    procedure = data.get("procedure") or {}
    english = procedure.get("name_en") if language == "en" else None
    return {"procedure": english or procedure.get("name") or ""}


def _filed(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("filed", {**_procedure(data, language), "day": day(data["filed_at"], language)})


def _accepted(data: Mapping[str, Any], language: str) -> Occasion:
    due = day_and_hour(data["due_at"], language) if data["due_at"] else NOT_SET[language]
    return Occasion("accepted", {**_procedure(data, language), "due": due})


def _supplement_requested(data: Mapping[str, Any], language: str) -> Occasion:
    until = day(data["respond_by"], language) if data["respond_by"] else NOT_SET[language]
    values = {"wanted": data["wanted"], "reason": data["reason"], "respond_by": until, "asked_by": data["asked_by"]}
    return Occasion("supplement_requested", {**_procedure(data, language), **values}, data["respond_by"])


def _supplemented(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("supplemented", {**_procedure(data, language), "due": _due(data, language)})


def _payment_requested(data: Mapping[str, Any], language: str) -> Occasion:
    values = {"amount": money(data["amount"], language), "pay_by": day(data["pay_by"], language)}
    return Occasion("payment_requested", {**_procedure(data, language), **values}, data["pay_by"])


def _paid(data: Mapping[str, Any], language: str) -> Occasion:
    values = {"amount": money(data["amount"], language), "receipt": data["receipt_number"]}
    return Occasion("paid", {**_procedure(data, language), **values, "due": _due(data, language)})


def _refund_due(data: Mapping[str, Any], language: str) -> Occasion:
    why = data["case_name_en"] if language == "en" else data["case_name"]
    values = {"amount": money(data["amount"], language), "why": why[:1].lower() + why[1:]}
    return Occasion("refund_due", {**_procedure(data, language), **values})


def _refunded(data: Mapping[str, Any], language: str) -> Occasion:
    values = {"amount": money(data["amount"], language), "number": data["number"]}
    return Occasion("refunded", {**_procedure(data, language), **values, "day": day(data["refunded_at"], language)})


def _stopped(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("stopped", {**_procedure(data, language), "reason": data["reason"]})


def _lost(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("lost", {**_procedure(data, language), "what": data["what"]})


def _due(data: Mapping[str, Any], language: str) -> str:
    return day_and_hour(data["due_at"], language) if data["due_at"] else NOT_SET[language]


def _result_ready(data: Mapping[str, Any], language: str) -> Occasion:
    """What is to be done comes first: pay, then fetch; that it is early comes before that it is ready."""
    if data["decision"] == "denied":
        return Occasion("result_denied", _procedure(data, language))
    if data.get("owed"):
        return Occasion("result_unpaid", {**_procedure(data, language), "amount": money(data["owed"], language)})
    return Occasion("result_early" if data.get("early") else "result_ready", _procedure(data, language))


def _returned(data: Mapping[str, Any], language: str) -> Occasion:
    values = {**_procedure(data, language), "day": day(data["returned_at"], language)}
    if data.get("tracking_number"):
        return Occasion("posted", {**values, "tracking": data["tracking_number"]})
    return Occasion("returned", values)


def _refused(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("refused", {**_procedure(data, language), "reason": data["reason"]})


def _withdrawn(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("withdrawn", {**_procedure(data, language), "day": day(data["withdrawn_at"], language)})


def _due_changed(data: Mapping[str, Any], language: str) -> Occasion:
    """Of a calendar's change, one who is waited for hears that the wait comes on top."""
    event = {"apology": "apology", "correction": "due_corrected"}.get(data["kind"], "due_moved")
    if event == "due_moved" and data["paused"]:
        event = "due_moved_waiting"
    values = {
        "due": day_and_hour(data["due_at"], language),
        "due_before": day_and_hour(data["due_before"], language),
        "reason": (data["reason_en"] if language == "en" else None) or data["reason"],
    }
    return Occasion(event, {**_procedure(data, language), **values})


def _corrected(data: Mapping[str, Any], language: str) -> Occasion:
    before = _procedure({"procedure": data["procedure_before"]}, language)["procedure"]
    values = {
        "due": day_and_hour(data["due_at"], language),
        "procedure_before": before,
        "reason": data["reason"],
    }
    return Occasion("procedure_corrected", {**_procedure(data, language), **values})


def _invited(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("invited", {"day": day(data["open_until"], language)})


def _guidance(event: str, data: Mapping[str, Any], language: str) -> Occasion:
    where = WHERE.get(data["place"], WHERE["counter"])[language]
    values = {"when": day_and_hour(data["starts_at"], language), "where": where}
    return Occasion(event, {**_procedure(data, language), **values})


def _guidance_booked(data: Mapping[str, Any], language: str) -> Occasion:
    return _guidance("guidance_booked", data, language)


def _guidance_moved(data: Mapping[str, Any], language: str) -> Occasion:
    found = _guidance("guidance_moved", data, language)
    return replace(found, values={**found.values, "when_before": day_and_hour(data["starts_before"], language)})


def _guidance_cancelled(data: Mapping[str, Any], language: str) -> Occasion:
    return _guidance("guidance_called_off" if data["by_desk"] else "guidance_cancelled", data, language)


def _ticket_taken(data: Mapping[str, Any], language: str) -> Occasion:
    """Of no use once the day is over."""
    line = data["line"]
    values = {
        "ticket": data["number"],
        "line": (line["name_en"] if language == "en" else None) or line["name"],
        "ahead": str(data["ahead"]),
        "wait": span(data["earliest"], data["latest"], language),
    }
    return Occasion("ticket_taken", values, data["day"])


def _ticket_not_given(data: Mapping[str, Any], language: str) -> Occasion:
    why = (data["reason_en"] if language == "en" else None) or data["reason"]
    return Occasion("ticket_not_given", {"reason": why}, data["asked_at"] + timedelta(hours=12))


def _petition_received(data: Mapping[str, Any], language: str) -> Occasion:
    due = day_and_hour(data["due_at"], language) if data["due_at"] else NOT_SET[language]
    return Occasion("petition_received", {"day": day(data["received_at"], language), "due": due})


def _petition_answered(data: Mapping[str, Any], _: str) -> Occasion:
    return Occasion("petition_answered", {"answer": data["answer"]})


def _petition_updated(data: Mapping[str, Any], language: str) -> Occasion:
    if data["reply_by"] is None:
        return Occasion("petition_updated", {"word": data["text"]})
    until = {"word": data["text"], "respond_by": day_and_hour(data["reply_by"], language)}
    return Occasion("petition_asked", until, data["reply_by"])


def _petition_reopened(data: Mapping[str, Any], language: str) -> Occasion:
    due = day_and_hour(data["due_at"], language) if data["due_at"] else NOT_SET[language]
    return Occasion("petition_reopened", {"due": due})


def _petition_survey(data: Mapping[str, Any], language: str) -> Occasion:
    return Occasion("petition_survey", {"day": day(data["answered_at"], language)}, data["open_until"])


_TELLERS: Mapping[str, Callable[[Mapping[str, Any], str], Occasion]] = {
    "intake.dossier.filed.v1": _filed,
    "intake.dossier.accepted.v1": _accepted,
    "intake.dossier.supplement_requested.v1": _supplement_requested,
    "intake.dossier.result_ready.v1": _result_ready,
    "intake.dossier.returned.v1": _returned,
    "intake.dossier.refused.v1": _refused,
    "intake.dossier.withdrawn.v1": _withdrawn,
    "intake.sign_in_code.issued.v1": _sign_in_code,
    "intake.dossier.due_changed.v1": _due_changed,
    "intake.dossier.corrected.v1": _corrected,
    "intake.dossier.supplemented.v1": _supplemented,
    "intake.dossier.payment_requested.v1": _payment_requested,
    "intake.dossier.paid.v1": _paid,
    "intake.dossier.refund_due.v1": _refund_due,
    "intake.dossier.refunded.v1": _refunded,
    "intake.dossier.stopped.v1": _stopped,
    "intake.dossier.lost.v1": _lost,
    "intake.business.invited.v1": _invited,
    "intake.guidance.booked.v1": _guidance_booked,
    "intake.guidance.moved.v1": _guidance_moved,
    "intake.guidance.cancelled.v1": _guidance_cancelled,
    "intake.ticket.taken.v1": _ticket_taken,
    "intake.ticket.not_given.v1": _ticket_not_given,
    "hotline.petition.received.v1": _petition_received,
    "hotline.petition.answered.v1": _petition_answered,
    "hotline.petition.updated.v1": _petition_updated,
    "hotline.petition.reopened.v1": _petition_reopened,
    "hotline.petition.survey_asked.v1": _petition_survey,
}
