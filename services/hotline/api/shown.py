"""Domain values as the JSON that the API gives; times in Viet Nam's offset."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.domain.rules import LegalPath
from services.hotline.use_cases.file_petition import Filed
from services.hotline.use_cases.view_petition import PetitionView
from shared.working_time.calendar import local

Json = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    return local(value).isoformat() if value else None


def words(value: Words) -> Json:
    return {"vi": value.vi, "en": value.en}


def head(one: Petition, language: str = "vi") -> Json:
    return {
        "code": one.code,
        "kind": one.kind.value,
        "topic": one.topic.value,
        "status": one.status.value,
        "status_text": one.status.words.in_language(language),
        "received_at": moment(one.received_at),
        "due_at": moment(one.due_at),
    }


def guide(one: LegalPath | None) -> Json | None:
    if one is None:
        return None
    return {
        "title": words(one.title),
        "meaning": words(one.meaning),
        "steps": [words(step) for step in one.steps],
        "limits": [words(limit) for limit in one.limits],
        "source": words(one.source),
    }


def filed(one: Filed, language: str = "vi") -> Json:
    """Nothing here tells whether a dossier was linked."""
    return {**head(one.petition, language), "token": one.key, "guide": guide(one.guide)}


def tracked(one: Petition, path: LegalPath | None, language: str) -> Json:
    return {**head(one, language), **_answer(one), "guide": guide(path)}


def stands(one: Petition, language: str = "vi") -> Json:
    return {**head(one, language), "version": one.version, "dossier": one.dossier, "officer": one.officer}


def row(one: Petition, language: str) -> Json:
    return {**stands(one, language), "channel": one.channel.value, "anonymous": one.anonymous}


def petition(view: PetitionView, language: str) -> Json:
    one = view.petition
    return {
        **row(one, language),
        "text": one.text,
        "hidden": view.hidden,
        "named": list(one.named),
        "went_wrong": one.went_wrong.step if one.went_wrong else None,
        "claimed_dossier": one.claimed_dossier,
        "language": one.language,
        **_answer(one),
        "closed_at": moment(one.closed_at),
        "linked": dossier(view.dossier, language) if view.dossier else None,
        "history": [
            {"act": entry.act.value, "at": moment(entry.at), "who": entry.who, "note": entry.note}
            for entry in one.history
        ],
    }


def dossier(one: KnownDossier, language: str) -> Json:
    holder = one.holder
    return {
        "code": one.id,
        "procedure": words(one.procedure) if one.procedure else None,
        "stand": one.stand.value,
        "stand_text": one.stand.words.in_language(language),
        "due_at": moment(one.due_at),
        "holder": {
            "agency": holder.agency,
            "agency_name": holder.name,
            "since": moment(holder.since),
            "acknowledged": holder.taken,
        }
        if holder
        else None,
    }


def verified(one: KnownDossier, language: str) -> Json:
    """To staff whose caller was verified: with the name, so that they may address them."""
    return {**dossier(one, language), "applicant": one.name}


def _answer(one: Petition) -> Json:
    return {
        "answer": one.answer.text if one.answer else None,
        "answered_at": moment(one.answer.at if one.answer else None),
    }
