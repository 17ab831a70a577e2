"""What routing tells: the events of its cases, the letters to agencies, and what it wants agencies to answer."""

from __future__ import annotations

from services.routing.published import (
    agencies,
    alarms,
    balance,
    cases,
    exchange,
    letters,
    papers,
    questions,
    replies,
    side,
)

PUBLISHED = (
    *agencies.PUBLISHED,
    *cases.PUBLISHED,
    *balance.PUBLISHED,
    *letters.PUBLISHED,
    *papers.PUBLISHED,
    *replies.PUBLISHED,
    *side.PUBLISHED,
    *questions.PUBLISHED,
    *alarms.PUBLISHED,
    *exchange.PUBLISHED,
)
