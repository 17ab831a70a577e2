"""Puts together what is done about answers: questions over surveys and publications, the jobs that ask and count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.hotline.domain.answers.publication import Publication
from services.hotline.jobs import Handler
from services.hotline.store.publication_documents import MongoPublications
from services.hotline.store.survey_documents import MongoSurveys
from services.hotline.store.veil import Veil
from services.hotline.use_cases.answers.answer_ports import AnswerStores
from services.hotline.use_cases.answers.ask_opinion import ASK_JOB, ask_opinion
from services.hotline.use_cases.answers.rate_answer import RATE_JOB, rate_heard
from services.hotline.use_cases.ports import Ports
from shared.security.fields import BlindIndex
from shared.store.mapping import Mapping as StoreMapping

if TYPE_CHECKING:
    from pymongo.database import Database


def answer_stores(
    database: Database[dict[str, Any]], index: BlindIndex, mappings: tuple[StoreMapping, ...], veil: Veil
) -> AnswerStores:
    """The questions over many of them."""
    kept = next(one for one in mappings if one.kind is Publication)
    return AnswerStores(MongoSurveys(database, index, veil), MongoPublications(database, kept, veil))


def answer_jobs(ports: Ports, stores: AnswerStores) -> Mapping[str, Handler]:
    """What is done when such a job falls due."""
    return {
        ASK_JOB: lambda job, _: ask_opinion(ports, job),
        RATE_JOB: lambda job, _: rate_heard(ports, stores.surveys, job),
    }
