"""Calls put together: what the API, the pages and ``init`` need of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.hotline.domain.legal.case import new_case
from services.hotline.domain.questions import Questions
from services.hotline.gateways.legal_file import read_law
from services.hotline.gateways.questions_file import read_questions
from services.hotline.store.call_documents import MongoCalls, mark_numbers
from services.hotline.store.legal_documents import MongoCases, unentered
from services.hotline.store.veil import Veil
from services.hotline.use_cases.calls.call_ports import Calls
from services.hotline.use_cases.legal.legal_ports import LegalPorts
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings
from shared.store.change import AlreadyExists, Change, Context, Work

if TYPE_CHECKING:
    from pymongo.database import Database

OLDER_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class CallRoom:
    """What the telephone and the confidential register are given, beside the ports of all."""

    calls: Calls
    questions: tuple[Questions, ...]
    legal: LegalPorts


def call_room(settings: Settings, database: Database[dict[str, Any]], index: BlindIndex, veil: Veil) -> CallRoom:
    """Nothing is asked of the database yet. Raises BadQuestions, BadLaw."""
    legal = LegalPorts(MongoCases(database, veil), read_law(settings.legal_file))
    return CallRoom(MongoCalls(database, index, veil), read_questions(settings.questions_file), legal)


def initialise_calls(
    work: Work, database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex, context: Context
) -> list[str]:
    """One line for each thing done. Raises StoreAway."""
    marked, entered = mark_numbers(database, cipher, index), _enter_older(work, database, context)
    lines = [f"numbers: {marked} earlier petitions can be found by them now"] if marked else []
    return [*lines, f"register: {entered} earlier complaints and denunciations entered"] if entered else lines


def _enter_older(work: Work, database: Database[dict[str, Any]], context: Context) -> int:
    """Those of before there was a register; another copy may do the same at the same time."""
    entered = 0
    while found := unentered(database, OLDER_AT_ONCE):
        for code, kind, at, who in found:
            with suppress(AlreadyExists):
                work.commit(Change(saved=(new_case(code, kind, at, who),)), context)
                entered += 1
    return entered
