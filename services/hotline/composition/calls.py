"""Calls put together: what the API, the pages and ``init`` need of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.hotline.domain.questions import Questions
from services.hotline.gateways.questions_file import read_questions
from services.hotline.store.call_documents import MongoCalls, mark_numbers
from services.hotline.use_cases.calls.call_ports import Calls
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings

if TYPE_CHECKING:
    from pymongo.database import Database


@dataclass(frozen=True, slots=True)
class CallRoom:
    """What the telephone and the confidential register are given, beside the ports of all."""

    calls: Calls
    questions: tuple[Questions, ...]


def call_room(settings: Settings, database: Database[dict[str, Any]], index: BlindIndex) -> CallRoom:
    """Nothing is asked of the database yet. Raises BadQuestions."""
    return CallRoom(MongoCalls(database, index), read_questions(settings.questions_file))


def initialise_calls(database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex) -> list[str]:
    """One line for each thing done. Raises StoreAway."""
    marked = mark_numbers(database, cipher, index)
    return [f"numbers: {marked} earlier petitions can be found by them now"] if marked else []
