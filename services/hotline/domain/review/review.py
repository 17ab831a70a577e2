"""A weekly review: its figures as they were found, frozen; a digest over them shows any change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.hotline.domain.review.week import Week
from shared.working_time.calendar import local


@dataclass(frozen=True, slots=True)
class WeeklyReview:
    """``id`` names the week (``2026-W47``); ``before`` is the digest of the review before, empty for the first.
    ``version`` stays 1: a review is made once and never changed; decisions stand beside it."""

    id: str
    version: int
    made_at: datetime
    figures: Mapping[str, Any]
    before: str
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether it still says what it said when it was made."""
        return self.digest == digest_of(self.id, self.made_at, self.figures, self.before)


def new_review(week: Week, made_at: datetime, figures: Mapping[str, Any], before: str) -> WeeklyReview:
    """Made just now."""
    return WeeklyReview(str(week), 1, made_at, figures, before, digest_of(str(week), made_at, figures, before))


def digest_of(id: str, made_at: datetime, figures: Mapping[str, Any], before: str) -> str:
    """SHA-256 over all of it, in one way of writing."""
    moment = local(made_at).replace(microsecond=0).isoformat()
    whole = {"id": id, "made_at": moment, "figures": figures, "before": before}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
