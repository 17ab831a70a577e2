"""Whoever petitioned says whether they are content: by the link they were sent, by code and key, or by SMS."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.hotline.domain.answers.survey import Aspect, Opinion, Rating, Survey
from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.hotline.domain.heard import Heard
from services.hotline.domain.kinds import Channel
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.domain.return_key import read_return_key
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.answer_ports import Opinions, Surveys
from services.hotline.use_cases.answers.ask_opinion import survey_of, version_after
from services.hotline.use_cases.deciding import TRIES
from services.hotline.use_cases.petition_request import read_told
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.track_petition import track_petition
from shared.security.caller import Caller
from shared.security.owner_tokens import owner_token_matches
from shared.store.change import NOTHING, Change, Conflict, Context, Job, Key

RATE_JOB = "rate heard"
SEE = "rating.view"
NO_SURVEY = Words(
    "Chưa mở được trang góp ý này. Xin bấm lại đúng đường dẫn trong tin nhắn",
    "This page cannot be opened. Please follow the link of the message once more",
)
NOT_ANSWERED = Words("Chưa trả lời nên chưa có gì để góp ý", "It has not been answered yet")
CHOOSE = Words("Chọn một câu trả lời", "Choose one of the answers")
UNKNOWN_ASPECT = Words("Chọn trong các mục có sẵn", "Choose among those given")
LONGEST_COMMENT = 2_000
COMMENT_TOO_LONG = Words("Xin viết ngắn hơn 2.000 chữ cái", "Please keep it under 2,000 characters")
_CODE = re.compile(r"PA[\s\-]*\d{6}[\s\-]*\d{4,8}", re.IGNORECASE)
_DIGIT = re.compile(r"(?<!\d)[1-3](?!\d)")


def read_rating(told: Mapping[str, Any]) -> Callable[[Context], Rating]:
    """What was chosen and written, to be dated. Raises InvalidRequest naming every wrong field."""
    faults: list[FieldFault] = []
    opinion = next((one for one in Opinion if one.value == told.get("opinion")), None)
    if opinion is None:
        faults.append(FieldFault("/opinion", CHOOSE))
    wanted: Sequence[str] = told.get("aspects") or ()
    aspects = frozenset(one for one in Aspect if one.value in wanted)
    if len(aspects) != len(set(wanted)):
        faults.append(FieldFault("/aspects", UNKNOWN_ASPECT))
    comment = told.get("comment") or ""
    comment = read_told(comment, "/comment", shortest=1) if comment.strip() else ""
    if len(comment) > LONGEST_COMMENT:
        faults.append(FieldFault("/comment", COMMENT_TOO_LONG))
    if faults or opinion is None:
        raise InvalidRequest(*faults)
    return lambda context: Rating(opinion, context.at.replace(microsecond=0), Channel.WEB, aspects, comment)


def open_survey(ports: Ports, token: str, *, address: str) -> tuple[Petition, Survey]:
    """What the link of a message opens; unknown, wrong and worn out look the same.

    Raises NotFound, TooManyAttempts, StoreAway.
    """
    ports.limits.take("tracking-address", address)
    code, _, key = token.strip()[:80].partition(".")
    try:
        id = str(PetitionCode.read(code))
    except InvalidCode:
        raise NotFound("unknown-survey", NO_SURVEY) from None
    ports.limits.take("tracking-code", id)
    found = ports.work.load(Key(Petition, id), Key(Survey, id))
    petition, survey = found.get(Petition, id), found.get(Survey, id)
    if petition is None or survey is None or survey.key_hash is None:
        raise NotFound("unknown-survey", NO_SURVEY)
    if not owner_token_matches(read_return_key(key), survey.key_hash):
        raise NotFound("unknown-survey", NO_SURVEY)
    return petition, survey


def rate_by_link(ports: Ports, token: str, told: Mapping[str, Any], context: Context, *, address: str) -> Survey:
    """Raises NotFound, TooManyAttempts, InvalidRequest, IllegalStep (the time is over), Conflict, StoreAway."""
    make = read_rating(told)
    petition, _ = open_survey(ports, token, address=address)
    return _rate(ports, petition.code, make(context), context)


def rate_by_key(
    ports: Ports, code: str, key: str, told: Mapping[str, Any], context: Context, *, address: str
) -> Survey:
    """The same to whoever holds the petition's code and key. Raises as ``rate_by_link``."""
    make = read_rating(told)
    petition = track_petition(ports, code, key, address=address)
    return _rate(ports, petition.code, make(context), context)


def rating_of(ports: Ports, petition: Petition) -> Survey | None:
    """What is known of the petition's survey; None before an answer. Raises StoreAway."""
    if petition.answer is None:
        return None
    return survey_of(ports, petition, ports.work.load(Key(Survey, petition.code)).get(Survey, petition.code))


def rate_heard(ports: Ports, surveys: Surveys, job: Job) -> Change:
    """What somebody sent by SMS: a digit, with the petition's code or about what they were asked last.

    Counted only where their number was asked; what cannot be read as an opinion changes nothing and stays kept.
    """
    heard = ports.work.load(Key(Heard, job.subject)).get(Heard, job.subject)
    if heard is None or heard.petition is not None or heard.text is None or heard.sender is None:
        return NOTHING
    code, opinion = read_opinion(heard.text)
    id = code or surveys.newest_of(heard.sender, ports.clock())
    if opinion is None or id is None:
        return NOTHING
    found = ports.work.load(Key(Petition, id), Key(Survey, id))
    petition, survey = found.get(Petition, id), found.get(Survey, id)
    if petition is None or survey is None or survey.phone != heard.sender:
        return NOTHING
    rating = Rating(opinion, heard.received_at.replace(microsecond=0), heard.channel)
    if not survey.is_open(rating.at):
        return NOTHING
    change = _rated(petition, survey, survey, rating, "public")
    return Change((*change.saved, heard.filed(id)), change.facts)


def read_opinion(text: str) -> tuple[str | None, Opinion | None]:
    """``DG PA-261005-0001 2`` or ``2``: the petition, where it is named, and the opinion, where one can be read."""
    named = _CODE.search(text)
    rest = text[: named.start()] + " " + text[named.end() :] if named else text
    digits = set(_DIGIT.findall(rest))
    opinion = next((one for one in Opinion if {one.digit} == digits), None)
    try:
        return str(PetitionCode.read(named[0])) if named else None, opinion
    except InvalidCode:
        return None, opinion


def opinions(ports: Ports, surveys: Surveys, caller: Caller, start: datetime, end: datetime) -> Opinions:
    """What people said of the answers of this span. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, SEE)
    return surveys.opinions(start, end)


def _rate(ports: Ports, code: str, rating: Rating, context: Context) -> Survey:
    for attempt in range(1, TRIES + 1):
        found = ports.work.load(Key(Petition, code), Key(Survey, code))
        petition, known = found.get(Petition, code), found.get(Survey, code)
        if petition is None or petition.answer is None:
            raise IllegalStep("not-answered", NOT_ANSWERED)
        change = _rated(petition, known, survey_of(ports, petition, known), rating, context.actor)
        try:
            ports.work.commit(change, context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return next(one for one in change.saved if isinstance(one, Survey))
    raise AssertionError("unreachable")


def _rated(petition: Petition, known: Survey | None, survey: Survey, rating: Rating, who: str) -> Change:
    after = replace(survey.rated(rating), version=version_after(known))
    told = petition.rated(rating.at, who, rating.opinion.value)
    return Change((told, after), (facts.rated(told, after),))
