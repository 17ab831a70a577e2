"""What the pages are built with: the use cases' ports and what is told about the place on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, make_response
from flask_babel import gettext as _

from services.hotline.domain.errors import Words
from services.hotline.domain.questions import Questions
from services.hotline.use_cases.answers.answer_ports import AnswerStores
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from services.hotline.use_cases.callbacks.callback_ports import Callbacks
from services.hotline.use_cases.calls.call_ports import Calls
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.doors.door_ports import Looks
from services.hotline.use_cases.inside.inside_ports import AgencyTasks, Notes
from services.hotline.use_cases.legal.legal_ports import LegalPorts
from services.hotline.use_cases.matching.matching_ports import MatchPorts
from services.hotline.use_cases.matters.matter_ports import Matters
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.review.review_ports import ReviewPorts
from shared.http.correlation import current_caller
from shared.http.idempotency import AnswerStore
from shared.ui import Frame, display
from shared.working_time import Interval
from shared.working_time.calendar import local


@dataclass(frozen=True, slots=True)
class Place:
    """Whose pages these are, where people go and whom they call; ``hotline`` as it is read aloud (1800 0000)."""

    province: Words
    address: Words
    hotline: str


@dataclass(frozen=True, slots=True)
class Parts:
    """``ports`` of the use cases; ``place`` for the frame; ``answers`` are those of the API; ``secure`` says whether
    cookies are for encrypted connections only."""

    ports: Ports
    place: Place
    answers: AnswerStore
    callbacks: Callbacks
    clocks: ClockPorts
    stores: AnswerStores
    attachments: AttachmentDesk
    review: ReviewPorts
    looks: Looks
    notes: Notes
    tasks: AgencyTasks
    calls: Calls
    questions: Sequence[Questions]
    legal: LegalPorts
    matching: MatchPorts
    secure: bool
    matters: Matters

    def now(self) -> datetime:
        """The moment that a page tells about, as Viet Nam's clocks show it."""
        return local(self.ports.clock())

    def hours(self) -> Callable[[date], tuple[Interval, ...]]:
        """The working hours of a day. Raises StoreAway."""
        return self.ports.calendar().hours

    def may(self, action: str) -> bool:
        """Whether the caller of this request may do that: what may not be done is not offered."""
        return bool(self.ports.access.scopes(current_caller().all_roles, action))

    def officer(self, account: str | None) -> str:
        """The name to show for an account, or for the code of a unit; itself where it is neither."""
        unit = self.clocks.roster.unit(account or "")
        named = unit.name.in_language(display.language()) if unit else account or ""
        return self.ports.officers.get(account or "", named)

    def frame(self) -> Frame:
        """What stands in the bar and at the foot; it asks nothing of the database, as error pages need it too."""
        tongue = display.language()
        return Frame(
            unit=self.place.province.in_language(tongue),
            desk=self.ports.unit.in_language(tongue),
            address=self.place.address.in_language(tongue),
            hours=_("Trong giờ làm việc"),
            hotline=self.place.hotline,
        )


def unstored(page: str) -> Response:
    """A page that no browser or proxy keeps: it shows a key, an answer, or who somebody is."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
