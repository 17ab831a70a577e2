"""The weekly review, put together: its store, its rules and files, and the timer that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.hotline.domain.errors import Words
from services.hotline.gateways.review_files import ReviewFile
from services.hotline.gateways.review_rules_file import read_review_rules
from services.hotline.store.review_documents import DECISIONS, REVIEWS, MongoReviewBook
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.review.make_review import make_due_reviews
from services.hotline.use_cases.review.review_ports import ReviewPorts
from shared.bus.worker import Part, Periodic
from shared.security.fields import FieldCipher
from shared.settings import Settings

if TYPE_CHECKING:
    from pymongo.database import Database

MADE_EVERY_SECONDS = 60.0


def review_ports(
    settings: Settings, database: Database[dict[str, Any]], cipher: FieldCipher, ports: Ports, veil: Veil
) -> ReviewPorts:
    """Raises BadRules for rules that cannot be."""
    book = MongoReviewBook(database, Sealing(cipher, REVIEWS), Sealing(cipher, DECISIONS))
    office = Words(settings.province, settings.province_en)
    rules = read_review_rules(settings.review_file)
    return ReviewPorts(
        ports, book, ReviewFile(), rules, office, lambda _, codes: veil.codes() & frozenset(codes)
    )  # fmt: skip


def review_timers(review: ReviewPorts, clock: Callable[[], datetime]) -> Mapping[str, Part]:
    """Any number of workers run it side by side; it asks the database one question a minute."""
    return {"weekly review": Periodic(MADE_EVERY_SECONDS, lambda: make_due_reviews(review, clock()) and None)}
