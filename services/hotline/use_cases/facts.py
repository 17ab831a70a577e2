"""The facts that the hotline tells the others, as data; who petitioned stands in the personal part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.hotline.domain.answers.survey import Survey
from services.hotline.domain.contact import Contact
from services.hotline.domain.petition import Petition
from shared.store.change import Fact
from shared.working_time.calendar import local

RECEIVED = "hotline.petition.received.v1"
ANSWERED = "hotline.petition.answered.v1"
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
    data = {**_head(petition), "answered_at": _time(petition.answer.at), "answer": petition.answer.text}
    return Fact(ANSWERED, petition.code, petition.version, data, _reach(petition, contact))


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
