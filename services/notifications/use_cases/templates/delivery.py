"""Brings the words of the delivery's file into the store; what people wrote or approved there is never overwritten."""

from __future__ import annotations

from dataclasses import dataclass

from services.notifications.domain.template import Templates
from services.notifications.domain.words.line import TemplateLine
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Work

WHY = "Lời soạn sẵn của hệ thống"


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many templates the file has, how many versions came into force, how many wait for approval."""

    templates: int
    in_force: int
    waiting: int


def deliver_templates(work: Work, templates: Templates, context: Context) -> Delivered:
    """Safe to run again, and by several at once. Raises StoreAway."""
    try:
        return _deliver(work, templates, context)
    except (AlreadyExists, Conflict):  # another copy was a moment faster and did the same
        return _deliver(work, templates, context)


def _deliver(work: Work, templates: Templates, context: Context) -> Delivered:
    given = list(templates)
    loaded = work.load(*(Key(TemplateLine, one.place.key) for one in given))
    lines = [loaded.get(TemplateLine, one.place.key) or TemplateLine.begin(one.place) for one in given]
    changed = [line.deliver(one, WHY, context.at) for line, one in zip(lines, given, strict=True)]
    saved = tuple(one for one in changed if one is not None)
    if saved:
        work.commit(Change(saved=saved), context)
    waiting = sum(one.waiting is not None for one in saved)
    return Delivered(len(given), len(saved) - waiting, waiting)
