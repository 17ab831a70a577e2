"""What the exchange with agencies needs beside the papers' desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Ports


@dataclass(frozen=True, slots=True)
class TaskLink:
    """What a signed link opens (``use``) of which task, for the agency with this key."""

    use: str
    task: str
    agency: str


# (token, now) → what it opens. Raises LinkRefused, LinkOver.
ReadLink = Callable[[str, datetime], TaskLink]


@dataclass(frozen=True, slots=True)
class ExchangeDesk:
    """Everything that the use cases of the exchange are given."""

    ports: Ports
    papers: PaperDesk
    read_link: ReadLink
