"""Templates in the words of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.message import Channel
from services.notifications.domain.segmentation import GSM_7, Segments
from services.notifications.domain.template import Place, Template
from services.notifications.domain.words.line import HOUSE, State, TemplateLine, Version
from services.notifications.use_cases.preview_templates import preview
from services.notifications.use_cases.templates.desk import WordsDesk, every_place, must_be_approved, words_in_force
from services.notifications.use_cases.templates.looking import Look
from services.notifications.web import told
from shared.ui import display, words
from shared.ui.texts import gettext as _
from shared.ui.texts import ngettext

LIST = "/notifications/templates"


@dataclass(frozen=True, slots=True)
class Entry:
    """One template in the list: ``text`` is how its message begins, ``facts`` stand beneath."""

    address: str
    way: str
    text: str
    facts: str
    waiting: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The templates of one event."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that somebody is to decide on."""

    address: str
    title: str
    by: str
    why: str
    number: int


def groups_of(desk: WordsDesk, language: str, form: AddressForm) -> tuple[list[Group], list[Waiting]]:
    """The list in one language and form of address, and all that waits. Raises StoreAway."""
    lines = desk.lines.all()
    kept = {line.place: line for line in lines}
    shown = [one for one in every_place(desk, lines) if one.language == language and one.form is form]
    groups = []
    for event, places in groupby(shown, key=lambda one: one.event):
        some = ((one, kept.get(one) or TemplateLine.begin(one)) for one in places)
        entries = tuple(entry for place, line in some if (entry := _entry(desk, place, line)))
        groups.append(Group(told.event_words(event), entries))
    waiting = [_waiting(line, one) for line in lines if (one := line.waiting)]
    return groups, waiting


def title_of(place: Place) -> str:
    """``Đã tiếp nhận, hẹn ngày trả, tin nhắn``."""
    return _("%(event)s, %(way)s", event=told.event_words(place.event), way=way_of(place.channel))


def way_of(channel: Channel) -> str:
    return {Channel.SMS: _("tin nhắn"), Channel.EMAIL: _("thư điện tử"), Channel.ZALO: _("tin Zalo")}[channel]


def language_words(language: str) -> str:
    return _("tiếng Việt") if language == "vi" else _("tiếng Anh")


def facts_of(place: Place) -> list[str]:
    """Language and form of address; only Vietnamese has several of these."""
    language = language_words(place.language)
    return [language, form_words(place.form)] if place.language == "vi" else [language]


def form_words(form: AddressForm) -> str:
    """Whom a template is for."""
    return {
        AddressForm.NEUTRAL: _("mọi người: ông bà, anh chị"),
        AddressForm.ELDER: _("từ 60 tuổi: ông bà"),
        AddressForm.ORGANISATION: _("cơ quan, doanh nghiệp: quý đơn vị"),
    }[form]


def who(actor: str) -> str:
    """An account as officers call it."""
    return _("hệ thống") if actor == HOUSE else actor.partition(":")[2] or actor


def state_of(line: TemplateLine, one: Version) -> tuple[str, str]:
    """Kind and word of a version's tag."""
    if one.number == line.in_force:
        return "done", _("Đang dùng")
    return {
        State.WAITING: ("you", _("Chờ duyệt")),
        State.APPROVED: ("in_time", _("Đã từng dùng")),
        State.SENT_BACK: ("today", _("Trả lại")),
        State.TAKEN_BACK: ("in_time", _("Người viết rút lại")),
    }[one.state]


def measures(cut: Segments | None, letters: int, cost: int | None) -> list[str]:
    """Parts, characters, encoding and cost of a message, in words."""
    if cut is None:
        return [_("không tính theo phần"), *([money(cost)] if cost else [])]
    alphabet = _("bảng chữ 7 bit (GSM-7)") if cut.encoding == GSM_7 else _("bảng chữ có dấu (UCS-2)")
    parts = ngettext("%(num)s phần", "%(num)s phần", cut.count)
    counted = [parts, _("%(number)s ký tự", number=letters), alphabet]
    return [*counted, money(cost)] if cost is not None else counted


def money(cost: int) -> str:
    return words.money(cost, display.language())


def look_measures(look: Look) -> list[str]:
    """The same of how words look."""
    true = sum(map(len, look.cut.parts)) if look.cut else 0
    return measures(look.cut, true, look.cost)


def _entry(desk: WordsDesk, place: Place, line: TemplateLine) -> Entry | None:
    template = words_in_force(desk, line)
    if template is None:
        return None
    text, facts = _begins(desk, template)
    number = _("bản %(number)s", number=template.version)
    return Entry(
        f"{LIST}/{place.key}", words.capital(way_of(place.channel)), text, " · ".join([number, *facts]),
        line.waiting.number if line.waiting else None,
    )  # fmt: skip


def _begins(desk: WordsDesk, template: Template) -> tuple[str, list[str]]:
    shown = preview(template, desk.house)
    if shown.cut is None:
        return shown.writing.subject or shown.writing.text, approval(desk, template)
    cost = desk.prices.cost(template.channel, shown.cut.count, desk.clock())
    told_ = [ngettext("%(num)s phần", "%(num)s phần", shown.cut.count)]
    return shown.writing.text, [*told_, money(cost)] if cost is not None else told_


def approval(desk: WordsDesk, template: Template) -> list[str]:
    """Under which number the provider knows these words, where it must."""
    if not must_be_approved(template.place):
        return []
    number = desk.approved.get(template.name)
    return [_("số mẫu Zalo %(number)s", number=number) if number else _("Zalo chưa cấp số cho bản này")]


def _waiting(line: TemplateLine, one: Version) -> Waiting:
    place = line.place
    about = f"{title_of(place)} ({', '.join(facts_of(place))})"
    return Waiting(f"{LIST}/{place.key}", about, who(one.author), one.why, one.number)
