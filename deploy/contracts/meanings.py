"""What the fields of events mean: one meaning a name, as a name means the same in every event.

A field's own description (``metadata={"description": …}`` in its schema) comes first, then the longest ending of its
path that stands here: ``result.number`` before ``number``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENVELOPE: Mapping[str, str] = {
    "specversion": "version of CloudEvents",
    "id": "id of the message: the same message may come twice, under the same id",
    "source": "who tells it",
    "type": "what happened; the last part is the version of its contract",
    "subject": "what it is about; messages of one subject have an order",
    "time": "when it happened",
    "datacontenttype": "how `data` is written",
    "sequence": "number of the message within its subject and teller, from 1",
    "correlationid": "one for all that follows from one request",
    "causationid": "id of the message or request that led to this one",
    "traceparent": "trace of W3C Trace Context",
    "data": "what happened, by this type's own schema",
}
FIELDS: Mapping[str, str] = {
    "about": "code of the dossier or petition that it is about",
    "accepted": "whether the dossier had been accepted",
    "accepted_at": "when the dossier was accepted",
    "acknowledged_at": "when the agency took it in hand",
    "agency": "code of the agency",
    "agency_name": "name of the agency",
    "answer": "the answer in public words",
    "answered_at": "when it was answered",
    "applicant_kind": "who applies: citizen, business, agency, other",
    "assigned_at": "when the task was given to the agency",
    "at": "when it was so",
    "attempts": "how often it was tried",
    "case": "why money goes back",
    "case_name": "the same in words",
    "case_name_en": "the same in English",
    "channel": "the way it came or goes, such as online, counter, sms, email",
    "code": "code of the petition",
    "changed_at": "when it was changed",
    "components": "the papers of the dossier",
    "components.name": "name of the paper",
    "components.original": "whether it is the original",
    "corrected_at": "when it was corrected",
    "correction": "how often the procedure was corrected",
    "decided_at": "when it was decided",
    "decision": "what was decided",
    "dispatched_at": "when the task was put into the agency's queue",
    "done_at": "when the agency was through with its part",
    "dossier": "code of the dossier",
    "due_at": "by when it is due",
    "expires_at": "until when it holds",
    "due_before": "by when it was due before",
    "due_revision": "number of this due date: 1 at acceptance, one more with every change",
    "filed_at": "when the dossier was filed",
    "id": "id of the calendar",
    "issued_at": "when it was issued",
    "kind": "kind of the petition",
    "language": "language of the message or the reader, `vi` or `en`",
    "later": "weeks that take the place of the first one, each from a day on",
    "later.from": "the first day of that week's hours",
    "later.weekly": "its hours, Monday first",
    "method": "how the result was handed over",
    "note": "words for the applicant",
    "officer_unit": "room or team that has it in hand",
    "opened_at": "when the case was opened",
    "paused": "whether the applicant is waited for",
    "policy": "what a pause does to the due date",
    "prioritised_at": "when it was found to go first",
    "priority": "whether it goes before others",
    "procedure": "the procedure that it follows",
    "procedure.code": "national code of the procedure",
    "procedure.name": "name in Vietnamese",
    "procedure.name_en": "name in English",
    "procedure_before": "the procedure that it was filed under by mistake",
    "procedure_before.code": "its national code",
    "procedure_before.name": "its name in Vietnamese",
    "procedure_before.name_en": "its name in English",
    "ready_at": "when the result was there",
    "reason": "why, in words for the applicant",
    "reason_en": "the same in English; null where nobody wrote it",
    "recalled_at": "when the task was taken back",
    "received_at": "when it was received",
    "refused_at": "when the dossier was refused",
    "requested_at": "when the papers were asked for",
    "respond_by": "by when the applicant should answer",
    "result": "the paper that was issued; null where there is none",
    "result.issued_at": "day of issue",
    "result.name": "name of the paper",
    "result.number": "its number",
    "resumed_at": "when the work went on",
    "return_to": "the step that gets the dossier back; empty or left out where there is only one",
    "returned_at": "when the result was handed over",
    "route": "the route that the case follows",
    "route.code": "code of the route",
    "route.version": "version of the route",
    "special": "the days that differ from the week",
    "special.day": "the day",
    "special.hours": "its hours, where it is worked all the same",
    "special.off": "kind of the day off; null where it is worked",
    "special.reason": "why, in both languages",
    "status": "how far it got",
    "step": "the step of the route",
    "step.id": "id of the step",
    "step.name": "name of the step",
    "steps": "the steps of the route, in order",
    "steps.agency": "code of the step's agency",
    "steps.agency_name": "name of the step's agency",
    "steps.id": "id of the step",
    "steps.name": "name in Vietnamese",
    "steps.name_en": "name in English",
    "supplemented_at": "when the papers came",
    "task_id": "id of the task: it stays the same for ever",
    "topic": "what the petition is about",
    "version": "version of the calendar",
    "wanted": "which papers are wanted",
    "weekly": "hours of the seven days, Monday first",
    "withdrawn_at": "when the dossier was taken back",
    "amount": "in đồng",
    "documents.media_type": "kind of the file, such as application/pdf",
    "dossier_version": "number of the dossier's state that it was drawn from",
    "fees": "what the amount is made of",
    "fees.name": "name of the fee in Vietnamese",
    "fees.name_en": "the same in English",
    "invited_at": "when the invitation was made",
    "name": "name in Vietnamese",
    "name_en": "name in English",
    "open_until": "until when it may be taken up",
    "sha256": "hash of the content, in hexadecimal",
    "starts_at": "the hour that is booked",
    "starts_before": "the hour that was booked before",
    "year": "year of the series of numbers",
    "day": "day that stands in the codes, `yyyy-mm-dd`",
    "days": "days of codes, with what was accepted of each",
    "days.pages": "the pages of the day that are told",
    "dossiers": "the accepted dossiers of the page",
    "listed_at": "when it was listed",
    "messages": "messages about the dossier that have not taken effect",
    "messages.type": "type of the message",
    "page": "code without its last two digits: a hundred dossiers",
    "pages": "pages of a hundred codes each",
    "restored_at": "when it was in one place again",
    "tasks": "the tasks of the dossier, as they stand",
    "told_at": "when it was told",
    "noted_at": "when it was noted",
    "pay_by": "the end of the applicant's time for the payment",
    "paid_at": "when the fee was paid",
    "refunded_at": "when the money went back",
    "receipt_number": "of the receipt that was given for the money",
    "stopped_at": "when the dossier was stopped",
    "recorded_at": "when it was written down",
    "what": "what was lost and what is done about it, written for the applicant",
    "channels": "the ways that were tried",
    "channels.reason": "why it came to nothing; null where nothing is known",
    "event": "what was to be told",
    "working_hours": "the whole limit in hours of work",
}
PERSONAL: Mapping[str, str] = {
    "code": "the code to sign in with; it holds for some minutes and once",
    "address": "postal address",
    "email": "email address, null where none is known",
    "language": "language of the reader, `vi` or `en`",
    "address_form": "how the reader is addressed, by age or as an office; absent where that is not known",
    "name": "name of the person or organisation",
    "officer": "name of the officer",
    "from": "number or address that it came from",
    "text": "what was written; null where nobody else is to act on it",
    "phone": "telephone number, null where none is known",
    "words": "what to say to the person, as it would have been sent",
}


def with_meanings(schema: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """The JSON Schema of ``data`` with a description on every field whose meaning is known."""
    made = dict(schema)
    if "properties" in made:
        made["properties"] = {
            name: one if name == "personal" and not path else _field(f"{path}.{name}".strip("."), one)
            for name, one in made["properties"].items()
        }
    if isinstance(made.get("items"), Mapping):
        made["items"] = with_meanings(made["items"], path)
    return made


def _field(path: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    made = with_meanings(schema, path)
    meaning = made.get("description") or _meaning(path)
    return {**made, "description": meaning} if meaning else made


def _meaning(path: str) -> str | None:
    words = path.split(".")
    endings = (".".join(words[start:]) for start in range(len(words)))
    return next((FIELDS[one] for one in endings if one in FIELDS), None)
