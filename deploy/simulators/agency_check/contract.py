"""What is published of the exchange with agencies, and nothing else: letters, replies, envelope, sheet."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FILE = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "asyncapi.json"

ASSIGNED = "agency.task.assigned.v1"
RESUMED = "agency.task.resumed.v1"
RECALLED = "agency.task.recalled.v1"
DUE_CHANGED = "agency.task.due_changed.v1"
ACKNOWLEDGED = "agency.task.acknowledged.v1"
PAPERS_WANTED = "agency.supplement.requested.v1"
DECIDED = "agency.task.decided.v1"
LETTER_REFUSED = "agency.letter.refused.v1"  # about a letter, not about a task: it is not numbered with the answers


@cache
def document() -> dict[str, Any]:
    """The whole AsyncAPI document."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def agency_side() -> dict[str, Any]:
    """Names, limits and the sheet of one invented agency."""
    return dict(document()["x-agency"])


def letters() -> tuple[str, ...]:
    """Types of all messages to agencies."""
    return _types("agency.reads.")


def replies() -> tuple[str, ...]:
    """Types of all messages by agencies."""
    return _types("agency.tells.")


def example(type: str) -> dict[str, Any]:
    """The whole published example of a message, to be changed at will."""
    return copy.deepcopy(dict(document()["components"]["messages"][type]["examples"][0]["payload"]))


def meaning(type: str) -> str:
    """What the message says, in words."""
    return str(document()["components"]["messages"][type]["summary"])


@cache
def validator(name: str) -> Draft202012Validator:
    """For one schema of the document: ``envelope``, or ``<type>.data``."""
    return Draft202012Validator(document()["components"]["schemas"][name])


def _types(prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in document()["operations"] if name.startswith(prefix))
