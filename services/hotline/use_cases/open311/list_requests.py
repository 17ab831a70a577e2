"""What the public may read of petitions that came by Open311: code, subject, dates and status, never what was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.hotline.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.hotline.domain.open311.catalogue import Service
from services.hotline.domain.petition import OPEN, Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.use_cases.open311.open311_ports import Open311Desk, Pair, RequestQuery
from shared.security.owner_tokens import LONGEST, digest_owner_token

LONGEST_SPAN = timedelta(days=90)
MOST, MOST_NAMED, AT_ONCE = 1000, 50, 500
STATUSES = ("open", "closed")
UNKNOWN_REQUEST = Words("Không có service_request_id này", "service_request_id was not found")
UNKNOWN_TOKEN = Words("Không có token này", "token was not found")


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """``text`` is what was published of it, empty where nothing was."""

    service: Service
    petition: Petition
    text: str

    @property
    def status(self) -> str:
        return STATUSES[0] if self.petition.status in OPEN else STATUSES[1]

    @property
    def updated_at(self) -> datetime:
        return max((one.at for one in self.petition.history), default=self.petition.received_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """As a client asks: codes override all else."""

    codes: Sequence[str] = ()
    services: Sequence[str] = ()
    statuses: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None


def list_requests(desk: Open311Desk, wanted: Wanted, now: datetime) -> Sequence[PublicRequest]:
    """At most MOST, latest first; without dates those of the last 90 days. Raises InvalidRequest, StoreAway."""
    if wanted.codes:
        return _shown(desk, desk.submissions.of_codes(_codes(wanted.codes[:MOST_NAMED])))
    unknown = set(wanted.statuses) - set(STATUSES)
    if unknown:
        raise InvalidRequest(FieldFault("/status", Words("status là open hoặc closed", "status is open or closed")))
    since, until = _span(wanted, now)
    services = [one.code for one in desk.catalogue.services if not wanted.services or one.code in wanted.services]
    found: list[PublicRequest] = []
    after: tuple[datetime, str] | None = None
    while services and len(found) < MOST:
        pairs = desk.submissions.page(RequestQuery(since, until, services, after, AT_ONCE))
        found += [one for one in _shown(desk, pairs) if not wanted.statuses or one.status in wanted.statuses]
        if len(pairs) < AT_ONCE:
            break
        last = pairs[-1][0]
        after = (last.requested_at, last.id)
    return found[:MOST]


def view_request(desk: Open311Desk, code: str) -> PublicRequest:
    """Raises NotFound, also for one that nobody has read yet; StoreAway."""
    found = _shown(desk, desk.submissions.of_codes(_codes([code])))
    if not found:
        raise NotFound("unknown-request", UNKNOWN_REQUEST)
    return found[0]


def code_of_token(desk: Open311Desk, token: str) -> str | None:
    """The petition's code; None where nobody has read it yet. Raises NotFound, StoreAway."""
    pair = desk.submissions.by_token(digest_owner_token(token)) if len(token) <= LONGEST else None
    if pair is None:
        raise NotFound("unknown-token", UNKNOWN_TOKEN)
    return next((one.petition.code for one in _shown(desk, [pair])), None)


def _shown(desk: Open311Desk, pairs: Iterable[Pair]) -> list[PublicRequest]:
    shown: list[tuple[Service, Petition]] = []
    for submission, petition in pairs:
        service = desk.catalogue.service(submission.service)
        if service is not None and service.is_public(petition):
            shown.append((service, petition))
    texts: Mapping[str, str] = desk.published([petition.code for _, petition in shown]) if shown else {}
    return [PublicRequest(service, petition, texts.get(petition.code, "")) for service, petition in shown]


def _span(wanted: Wanted, now: datetime) -> tuple[datetime, datetime]:
    if wanted.since is None and wanted.until is None:
        return now - LONGEST_SPAN, now + timedelta(seconds=1)
    until = wanted.until or min(now + timedelta(seconds=1), (wanted.since or now) + LONGEST_SPAN)
    since = wanted.since or until - LONGEST_SPAN
    if since > until or until - since > LONGEST_SPAN:
        words = Words("start_date và end_date cách nhau không quá 90 ngày", "start_date to end_date: 90 days at most")
        raise InvalidRequest(FieldFault("/start_date", words))
    return since, until


def _codes(texts: Iterable[str]) -> list[str]:
    """In their one spelling; what is no code is left out."""
    found = []
    for text in texts:
        try:
            found.append(str(PetitionCode.read(text)))
        except InvalidCode:
            continue
    return found
