"""What the pages are built with: the use cases' ports and what is told about the place on every page."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from services.intake.domain.errors import Words
from services.intake.use_cases.catalogue_imports import ImportRows
from services.intake.use_cases.form_ports import FormOffice
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.portal_ports import PortalDesk
from services.intake.use_cases.ports import CatalogueFiles, Ports
from services.intake.use_cases.review_ports import ReviewDesk
from services.intake.web.opening import opening_lines
from shared.http.idempotency import AnswerStore
from shared.http.sessions import Sessions, is_local
from shared.store.change import StoreAway
from shared.ui import Frame, display
from shared.ui.texts import gettext as _
from shared.working_time import Calendar, Interval
from shared.working_time.calendar import local

if TYPE_CHECKING:
    from shared.store.history import PastEvent

FRESH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where people go and whom they call; ``hotline`` as it is read aloud (1800 0000).

    ``trial``: nobody's real papers are here, so the front page shows newcomers all of the system. ``trial_bank`` is the
    page of a simulated bank, where there is one.
    """

    address: Words
    hotline: str
    trial: bool = False
    trial_bank: str = ""


class History(Protocol):
    """Reads what was told of one subject; ``shared.store.history.EventHistory`` and the tests' fake."""

    def of_subject(self, subject: str) -> Sequence[PastEvent]:
        """In the order of its versions. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueDesk:
    """What the pages of the catalogue need besides: files, the rows of imports, who changed what."""

    files: CatalogueFiles
    imports: ImportRows
    history: History


@dataclass(slots=True)
class _Hours:
    """The calendar for the foot of every page: asked for once a minute, kept while the database is away."""

    calendar: Calendar | None = None
    asked: float = field(default=float("-inf"))


@dataclass(frozen=True, slots=True)
class Parts:
    """``ports`` of the use cases; ``place`` for the frame; ``public_url`` begins the personal links on paper;
    ``sessions`` and ``answers`` are those of the API; ``office`` gives out the forms, ``papers`` keeps the files,
    ``catalogue`` is for those who keep it, ``portal`` tells the national portal, ``review`` is for those who review."""

    ports: Ports
    place: Place
    public_url: str
    sessions: Sessions
    answers: AnswerStore
    office: FormOffice
    papers: PaperDesk
    catalogue: CatalogueDesk
    portal: PortalDesk
    review: ReviewDesk
    _known: _Hours = field(default_factory=_Hours, repr=False)

    @property
    def secure(self) -> bool:
        """Whether cookies are for encrypted connections only: everywhere but on one's own machine."""
        return not is_local(self.public_url)

    def now(self) -> datetime:
        """The moment that a page tells about, as Viet Nam's clocks show it."""
        return local(self.ports.clock())

    def hours(self) -> Callable[[date], tuple[Interval, ...]]:
        """The working hours of a day, for the bars of a ledger. Raises StoreAway."""
        return self.ports.calendars.current().hours

    def frame(self) -> Frame:
        """What stands in the bar and at the foot; it never fails, as error pages need it too."""
        unit, tongue = self.ports.unit, display.language()
        calendar = self._calendar()
        hours = [f"{days}: {told}" for days, told in opening_lines(calendar, tongue)] if calendar else []
        return Frame(
            unit=unit.province.in_language(tongue),
            desk=unit.name.in_language(tongue),
            address=self.place.address.in_language(tongue),
            hours="; ".join(hours) or _("Trong giờ làm việc"),
            hotline=self.place.hotline,
        )

    def _calendar(self) -> Calendar | None:
        if time.monotonic() - self._known.asked > FRESH_SECONDS:
            self._known.asked = time.monotonic()
            with suppress(StoreAway):
                self._known.calendar = self.ports.calendars.current()
        return self._known.calendar
