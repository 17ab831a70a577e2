"""Domain values as the JSON that the API gives; times in Viet Nam's offset."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.hotline.domain.answers.proposal import Proposal
from services.hotline.domain.answers.publication import Publication
from services.hotline.domain.answers.survey import Survey
from services.hotline.domain.clocks.pause import PauseReason
from services.hotline.domain.errors import Words
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Act, Petition
from services.hotline.domain.rules import LegalPath
from services.hotline.use_cases.answers.answer_ports import Opinions
from services.hotline.use_cases.answers.publish_answer import Draft
from services.hotline.use_cases.answers.tell_standing import Standing
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
    waits = one.is_paused and one.pauses[-1].reason is PauseReason.PETITIONER
    return {
        **head(one, language),
        **_answer(one),
        "guide": guide(path),
        "words": words_between(one),
        "earlier": [answer.text for answer in one.earlier],
        "reply_by": moment(one.pauses[-1].until) if waits else None,
    }


def words_between(one: Petition) -> list[Json]:
    """What was said to and by whoever petitioned, beside the answer."""
    told = (Act.TOLD, Act.REPLIED, Act.REOPENED)
    return [
        {"at": moment(said.at), "text": said.text, "ours": said.act is Act.TOLD}
        for said in one.remarks
        if said.act in told
    ]


def stands(one: Petition, language: str = "vi") -> Json:
    more = {"version": one.version, "dossier": one.dossier, "officer": one.officer, "matter": one.matter or None}
    return {**head(one, language), **more, "to_approve": one.proposal is not None}


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
        "proposals": [proposal(each) for each in one.proposals],
        "closed_at": moment(one.closed_at),
        "linked": dossier(view.dossier, language) if view.dossier else None,
        "history": [
            {"act": entry.act.value, "at": moment(entry.at), "who": entry.who, "note": entry.note}
            for entry in one.history
        ],
    }


def proposal(one: Proposal) -> Json:
    return {
        "text": one.text,
        "at": moment(one.at),
        "who": one.who,
        "verdict": one.verdict.value,
        "decided_at": moment(one.decided_at),
        "decided_by": one.decided_by,
        "reason": one.reason,
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


def standing(one: Standing, language: str) -> Json:
    """What a caller may be told who proved to be the petitioner."""
    return {**head(one.petition, language), **_answer(one.petition), "guide": guide(one.guide)}


def published(one: Publication, language: str) -> Json:
    return {
        "code": one.id,
        "kind": one.kind.value,
        "topic": one.topic.value,
        "topic_text": one.topic.words.in_language(language),
        "question": one.question,
        "answer": one.text,
        "answered_at": moment(one.answered_at),
        "published_at": moment(one.reviewed_at) if one.is_public else None,
    }


def publication(one: Publication, language: str) -> Json:
    return {
        **published(one, language),
        "version": one.version,
        "state": one.state.value,
        "prepared_by": one.prepared_by,
        "reviewed_by": one.reviewed_by,
        "masked": counts(one.masked),
        "left": counts(one.left),
        "history": [
            {"state": deed.state.value, "at": moment(deed.at), "who": deed.who, "reason": deed.reason}
            for deed in one.history
        ],
    }


def draft(one: Draft) -> Json:
    return {"question": one.question, "answer": one.text, "found": counts(one.found)}


def rated(one: Survey) -> Json:
    """Raises ValueError where nothing was said."""
    if one.rating is None:
        raise ValueError(f"nobody rated the answer to {one.id}")
    aspects = sorted(aspect.value for aspect in one.rating.aspects)
    return {
        "code": one.id,
        "opinion": one.rating.opinion.value,
        "aspects": aspects,
        "open_until": moment(one.open_until),
    }


def opinions(one: Opinions) -> Json:
    return {
        "asked": one.asked,
        "rated": one.rated,
        "content_percent": one.content,
        "by_topic": {topic.value: counts(row) for topic, row in one.by_topic.items()},
        "aspects": counts(one.aspects),
    }


def counts(of: Mapping[Any, int]) -> Json:
    return {one.value: count for one, count in of.items()}


def _answer(one: Petition) -> Json:
    return {
        "answer": one.answer.text if one.answer else None,
        "answered_at": moment(one.answer.at if one.answer else None),
    }
