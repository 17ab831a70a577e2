"""The facts that the hotline tells the others, as data; who petitioned stands in the personal part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.hotline.domain.answers.survey import Survey
from services.hotline.domain.clocks.escalation import Escalation
from services.hotline.domain.contact import Contact
from services.hotline.domain.petition import Petition
from shared.store.change import Fact
from shared.working_time.calendar import local

RECEIVED = "hotline.petition.received.v1"
ANSWERED = "hotline.petition.answered.v1"
UPDATED = "hotline.petition.updated.v1"
REOPENED = "hotline.petition.reopened.v1"
ESCALATED = "hotline.petition.escalated.v1"
SURVEY_ASKED = "hotline.petition.survey_asked.v1"
RATED = "hotline.petition.rated.v1"


def received(petition: Petition, contact: Contact) -> Fact:
    """A petition got its code and its date."""
    data = {
        **_head(petition),
        "channel": petition.channel.value,
        "received_at": _time(petition.received_at),
        "due_at": _time(petition.due_at),
    }
    return Fact(RECEIVED, petition.code, petition.version, data, _reach(petition, contact))


def answered(petition: Petition, contact: Contact) -> Fact:
    """A petition was answered. Raises ValueError for one that is not."""
    if petition.answer is None:
        raise ValueError(f"petition {petition.code} has no answer")
    data = {
        **_head(petition),
        "answered_at": _time(petition.answer.at),
        "answer": petition.answer.text,
        "due_at": _time(petition.due_at),
    }
    return Fact(ANSWERED, petition.code, petition.version, data, _reach(petition, contact))


def updated(petition: Petition, contact: Contact, text: str, at: datetime, reply_by: datetime | None) -> Fact:
    """Whoever petitioned is told how it goes on, or asked for something until ``reply_by``."""
    data = {
        **_head(petition),
        "told_at": _time(at),
        "text": text,
        "due_at": _time(petition.due_at),
        "reply_by": _time(reply_by),
    }
    return Fact(UPDATED, petition.code, petition.version, data, _reach(petition, contact))


def reopened(petition: Petition, contact: Contact, at: datetime) -> Fact:
    """It is looked into once more, with a date of its own."""
    data = {
        **_head(petition),
        "reopened_at": _time(at),
        "due_at": _time(petition.due_at),
        "times": len(petition.earlier),
    }
    return Fact(REOPENED, petition.code, petition.version, data, _reach(petition, contact))


def escalated(petition: Petition, unit: str, one: Escalation) -> Fact:
    """Somebody was told that something is the matter. Raises IndexError where nobody was."""
    last = one.told[-1]
    data = {
        **_head(petition),
        "matter": one.matter.value,
        "since": _time(one.since),
        "due_at": _time(one.due_at),
        "officer": petition.officer,
        "unit": unit,
        "to": last.role.value,
        "level": last.level,
        "at": _time(last.at),
    }
    return Fact(ESCALATED, one.id, len(one.told), data)


def survey_asked(petition: Petition, survey: Survey, contact: Contact, key: str) -> Fact:
    """Whoever petitioned may say whether they are content; ``key`` opens the page where they do, and nothing else."""
    data = {
        **_head(petition),
        "answered_at": _time(survey.answered_at),
        "asked_at": _time(survey.asked_at),
        "open_until": _time(survey.open_until),
    }
    personal = {**_reach(petition, contact), "token": f"{petition.code}.{key}"}
    return Fact(SURVEY_ASKED, petition.code, petition.version, data, personal)


def rated(petition: Petition, survey: Survey) -> Fact:
    """What they think of it; their own words stay here. Raises ValueError where nothing was said."""
    if survey.rating is None:
        raise ValueError(f"nobody rated the answer to {petition.code}")
    data = {
        **_head(petition),
        "answered_at": _time(survey.answered_at),
        "rated_at": _time(survey.rating.at),
        "opinion": survey.rating.opinion.value,
        "aspects": sorted(one.value for one in survey.rating.aspects),
        "channel": survey.rating.how.value,
    }
    return Fact(RATED, petition.code, petition.version, data)


def _head(petition: Petition) -> dict[str, Any]:
    return {
        "code": petition.code,
        "kind": petition.kind.value,
        "topic": petition.topic.value,
        "dossier": petition.dossier,
    }


def _reach(petition: Petition, contact: Contact) -> dict[str, Any]:
    return {"name": contact.name, "phone": contact.phone, "email": contact.email, "language": petition.language}


def _time(moment: datetime | None) -> str | None:
    return local(moment).isoformat() if moment else None
