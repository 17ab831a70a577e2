"""How a petition and its dossier stand, told as a person would: tag, task, the way it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from services.hotline.domain.known_dossier import KnownDossier, Stand
from services.hotline.domain.notices import Notice
from services.hotline.domain.petition import OPEN, Act, Entry, Petition, Status
from services.hotline.use_cases.list_petitions import lateness_of
from services.hotline.use_cases.ports import Lateness
from shared.ui import display, words
from shared.working_time import Calendar, remaining
from shared.working_time.calendar import local

Named = Callable[[str | None], str]
# What concerns the desk, not whoever petitioned.
_DESK_ONLY = frozenset({Act.LINKED, Act.UNLINKED, Act.NAMED, Act.PLACED})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline: ``state`` is done, here or next."""

    state: str
    name: str
    note: str
    when: str


@dataclass(frozen=True, slots=True)
class DossierWords:
    """What an officer reads of a linked or verified dossier: ``kind`` and ``tag`` for the tag."""

    code: str
    name: str
    kind: str
    tag: str
    due: str
    holder: str


def tag_for_citizen(petition: Petition, now: datetime) -> tuple[str, str]:
    """Kind and text of the tag; a date that passed is told as such."""
    if petition.status in OPEN and petition.due_at and petition.due_at < now:
        return "late", _("Trả lời trễ")
    kinds = {Status.ANSWERED: "done", Status.CLOSED: "done", Status.HANDED_OVER: "paused"}
    return kinds.get(petition.status, "in_time"), petition.status.words.in_language(display.language())


def tag_for_officer(petition: Petition, now: datetime, calendar: Calendar) -> tuple[str, str]:
    """Kind and text of the tag: working time left, or where it stands."""
    if petition.status in OPEN and petition.due_at:
        left = remaining(calendar, now, petition.due_at)
        return lateness_of(petition.due_at, now, calendar).value, words.time_left(left, display.language())
    kind = "ready" if petition.status is Status.ANSWERED else "paused" if petition.due_at is None else "done"
    return kind, petition.status.words.in_language(display.language())


def task_of(petition: Petition) -> str:
    """What is to be done next."""
    told: dict[Status, str] = {
        Status.RECEIVED: _("Giao cho cán bộ xem xét"),
        Status.ASSIGNED: _("Xem xét và trả lời"),
        Status.ANSWERED: _("Đóng khi người gửi không hỏi thêm"),
        Status.CLOSED: _("Không còn việc"),
        Status.HANDED_OVER: _("Không xử lý ở đây, đã hướng dẫn đường riêng"),
    }
    return told[petition.status]


def steps_of(petition: Petition, now: datetime, named: Named, *, own: bool = False) -> list[Step]:
    """The way so far and what is expected; ``own`` leaves out what concerns the desk only."""
    kept = [one for one in petition.history if not own or one.act not in _DESK_ONLY]
    steps = [_done(one, petition, now, named, own=own) for one in kept]
    return [*steps, *_expected(petition, now)]


def dossier_words(dossier: KnownDossier, now: datetime, calendar: Calendar, reception: str) -> DossierWords:
    """The dossier in an officer's words."""
    tongue, due_at, stand = display.language(), dossier.due_at, dossier.stand
    kind, tag = (
        {Stand.SUPPLEMENT_WANTED: "paused", Stand.PAYMENT_WANTED: "paused", Stand.FILED: "new"}.get(stand, "done"),
        stand.words.in_language(tongue),
    )
    if stand in (Stand.ACCEPTED, Stand.IN_PROGRESS) and due_at:
        late = lateness_of(due_at, now, calendar)
        if late is not Lateness.IN_TIME:
            kind, tag = late.value, words.time_left(remaining(calendar, now, due_at), tongue)
    holder = dossier.holder
    sentence = reception if stand.is_open else ""
    if holder:
        since = words.moment(local(holder.since), now, tongue)
        sentence = (
            _("%(unit)s, nhận việc %(when)s", unit=holder.name, when=since)
            if holder.taken
            else _("%(unit)s, chuyển đến %(when)s", unit=holder.name, when=since)
        )
    name = dossier.procedure.in_language(tongue) if dossier.procedure else ""
    return DossierWords(
        dossier.id, name, kind, tag, words.moment(local(due_at), now, tongue) if due_at else "", sentence
    )


def notice_words(notices: Iterable[Notice], now: datetime) -> list[str]:
    """One line a message: how, to whom (masked), how far it got, when."""
    tongue = display.language()
    ways = {"sms": _("Tin nhắn"), "email": _("Thư điện tử"), "zalo": _("Tin Zalo")}
    return [
        _(
            "%(way)s tới %(to)s: %(reached)s, %(when)s",
            way=ways.get(one.channel, one.channel),
            to=one.to_masked,
            reached=one.reached.words.in_language(tongue),
            when=words.moment(local(one.at), now, tongue),
        )
        for one in notices
    ]


def _done(entry: Entry, petition: Petition, now: datetime, named: Named, *, own: bool) -> Step:
    texts = {
        Act.RECEIVED: _("Đã nhận, %(how)s", how=petition.channel.words.in_language(display.language()).lower()),
        Act.HANDED_OVER: _("Đã ghi lại và hướng dẫn đường riêng"),
        Act.LINKED: _("Gắn với hồ sơ %(code)s", code=entry.note),
        Act.UNLINKED: _("Gỡ hồ sơ %(code)s", code=entry.note),
        Act.ASSIGNED: _("Đã giao cán bộ xem xét") if own else _("Giao cho %(officer)s", officer=named(entry.note)),
        Act.ANSWERED: _("Đã trả lời"),
        Act.CLOSED: _("Đã đóng"),
        Act.PLACED: _("Ghi sai từ bước: %(step)s", step=entry.note),
        Act.NAMED: _("Ghi người được nêu: %(who)s", who=entry.note) if entry.note else _("Không nêu ai nữa"),
    }
    by = entry.who.partition(":")[2]
    note = "" if own or not by or entry.act is Act.ASSIGNED else named(by)
    return Step("done", texts[entry.act], note, words.capital(words.moment(local(entry.at), now, display.language())))


def _expected(petition: Petition, now: datetime) -> Iterator[Step]:
    if petition.status not in OPEN or petition.due_at is None:
        return
    told = words.moment(local(petition.due_at), now, display.language())
    when = _("Đã hẹn %(when)s", when=told) if petition.due_at < now else _("Chậm nhất %(when)s", when=told)
    if petition.status is Status.RECEIVED:
        yield Step("here", _("Chờ giao cán bộ"), "", "")
        yield Step("next", _("Trả lời"), "", when)
    else:
        yield Step("here", _("Đang xem xét để trả lời"), "", when)
