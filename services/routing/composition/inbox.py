"""Puts together what the task inbox of people needs: where notes and files lie, who judges files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.routing.gateways.attachments import media_type
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.store.comment_files import GridCommentFiles
from services.routing.store.inbox_questions import MongoInboxQuestions
from services.routing.store.inbox_take_up import MongoInboxRows
from services.routing.use_cases.inbox_desk import InboxDesk
from services.routing.use_cases.ports import AddressOf
from shared.ordering import RuleVersions
from shared.security.fields import FieldCipher
from shared.store.change import Work

if TYPE_CHECKING:
    from pymongo.database import Database


@dataclass(frozen=True, slots=True)
class InboxParts:
    """``desk`` is for the use cases, ``questions`` for tests that look at plans, ``files`` for init."""

    desk: InboxDesk
    questions: MongoInboxQuestions
    files: GridCommentFiles
    rows: MongoInboxRows

    def take_up(self) -> None:
        """What ``init`` does for the inbox; safe to run again. Raises StoreAway."""
        self.files.ensure_indexes()
        self.rows.take_up()


def inbox_parts(
    database: Database[dict[str, Any]],
    work: Work,
    order: RuleVersions,
    cipher: FieldCipher,
    address_of: AddressOf,
    clock: Callable[[], datetime],
) -> InboxParts:
    """Nothing is asked of the database yet."""
    questions, files = MongoInboxQuestions(database, order, clock), GridCommentFiles(database, cipher)
    desk = InboxDesk(
        work=work,
        questions=questions,
        files=files,
        media_type=media_type,
        time=WORKING_TIME,
        address_of=address_of,
        clock=clock,
        new_id=lambda: uuid4().hex,
    )
    return InboxParts(desk, questions, files, MongoInboxRows(database))
