"""Some time after an answer whoever petitioned is asked whether they are content: once an answer, by SMS or letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.hotline.domain.answers.survey import Survey
from services.hotline.domain.contact import Contact
from services.hotline.domain.petition import Petition, Status
from services.hotline.domain.return_key import new_return_key
from services.hotline.domain.rules import SurveyRule, rules_in_force
from services.hotline.use_cases import facts
from services.hotline.use_cases.deciding import load_contact
from services.hotline.use_cases.ports import Ports
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import NOTHING, Change, Job, Key
from shared.working_time import due
from shared.working_time.calendar import local

ASK_JOB = "ask opinion"
ANSWERED = (Status.ANSWERED, Status.CLOSED)


def asking(ports: Ports, petition: Petition, contact: Contact) -> tuple[Job, ...]:
    """The job that asks; none where no way leads to whoever petitioned."""
    if petition.answer is None or not (contact.phone or contact.email):
        return ()
    at, _ = due(ports.calendar(), petition.answer.at, _rule(ports, petition).ask_after)
    return (Job(ASK_JOB, petition.code, at),)


def ask_opinion(ports: Ports, job: Job) -> Change:
    """The question, told to notifications; nothing where it was asked before, or the petition was taken up again.

    Raises StoreAway.
    """
    found = ports.work.load(Key(Petition, job.subject), Key(Survey, job.subject))
    petition, known = found.get(Petition, job.subject), found.get(Survey, job.subject)
    if petition is None or petition.answer is None or petition.status not in ANSWERED:
        return NOTHING
    survey = survey_of(ports, petition, known)
    contact = load_contact(ports.work, petition)
    if survey.asked_at or survey.rating or not (contact.phone or contact.email):
        return NOTHING
    at, key = ports.clock().replace(microsecond=0), new_return_key()
    asked = replace(survey.asked(at, digest_owner_token(key), contact.phone), version=version_after(known))
    after = petition.surveyed(at, "service:hotline")
    return Change((after, asked), (facts.survey_asked(after, asked, contact, key),))


def survey_of(ports: Ports, petition: Petition, known: Survey | None) -> Survey:
    """The survey of the petition's answer, as it is known or new (version 0: not stored yet).

    Raises ValueError for a petition without an answer.
    """
    if petition.answer is None:
        raise ValueError(f"petition {petition.code} has no answer")
    answered_at = petition.answer.at
    until = answered_at + timedelta(days=_rule(ports, petition).open_days)
    if known is None:
        return Survey(petition.code, 0, petition.topic, answered_at, until)
    return known.anew(answered_at, until)


def version_after(known: Survey | None) -> int:
    """Of one change, however many steps it took."""
    return known.version + 1 if known else 1


def _rule(ports: Ports, petition: Petition) -> SurveyRule:
    answered = petition.answer.at if petition.answer else ports.clock()
    return rules_in_force(ports.rules, local(answered).date()).survey
