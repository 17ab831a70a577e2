"""Petitions as a file: who they are from is left out; asked for, it goes through the door, one look for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.hotline.domain.contact import Contact, Identity, Look, Seen
from services.hotline.domain.errors import HotlineError, Words
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.doors.look import VIEW_CONFIDENTIAL, read_why
from services.hotline.use_cases.ports import Group, PetitionQuery, Place, Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key
from shared.working_time.calendar import local

EXPORT, EXPORT_IDENTITIES = "petition.export", "petition.export-identities"
PAGE, MOST, MOST_WITH_IDENTITIES = 500, 20_000, 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = {
    "vi": ("Mã phản ánh", "Loại", "Về việc", "Đến bằng cách", "Tình trạng", "Nhận lúc", "Hạn trả lời", "Trả lời lúc",
           "Đóng lúc", "Người xem xét", "Không nêu tên", "Đã gắn hồ sơ", "Chỗ sai ở bước"),
    "en": ("Petition", "Kind", "Topic", "Channel", "Status", "Received", "Answer due", "Answered", "Closed", "Officer",
           "Anonymous", "Dossier linked", "Step where it went wrong"),
}  # fmt: skip
NAMES = {
    "vi": ("Họ và tên", "Số điện thoại", "Thư điện tử", "Địa chỉ"),
    "en": ("Name", "Phone", "Email", "Address"),
}
NO_CONTACT = Contact()


class TooMany(HotlineError):
    """More than one file may hold."""

    def __init__(self, most: int) -> None:
        words = Words(
            f"Nhiều hơn {most} phản ánh, xin chọn danh sách hẹp hơn",
            f"More than {most} petitions: choose a smaller list",
        )
        super().__init__("too-many-to-export", words)


@dataclass(frozen=True, slots=True)
class Exported:
    """``contacts`` by code, only where they were asked for and given."""

    petitions: Sequence[Petition]
    contacts: Mapping[str, Contact] | None = None


def export_petitions(ports: Ports, caller: Caller, group: Group | None) -> Exported:
    """Those of one group, or all; no names, no texts, no dossier codes. Raises Forbidden, TooMany, StoreAway."""
    ports.access.grant(caller, EXPORT)
    return Exported(_found(ports, group, MOST))


def export_with_identities(ports: Ports, caller: Caller, group: Group | None, why: str, context: Context) -> Exported:
    """The same with who they are from; the looks are written, all at once, before anything is given.

    Those with a path by law of their own go along only for who may open them. Raises Forbidden, InvalidRequest,
    TooMany, StoreAway.
    """
    ports.access.grant(caller, EXPORT_IDENTITIES)
    reason = read_why(why)
    open_all = bool(ports.access.scopes(caller.all_roles, VIEW_CONFIDENTIAL))
    found = _found(ports, group, MOST_WITH_IDENTITIES)
    named = [one for one in found if not one.anonymous and (open_all or not one.kind.has_its_own_path)]
    looks = [Look(ports.new_id(), 1, Seen.EXPORT, one.id, caller.actor, context.at, reason) for one in named]
    if looks:
        ports.work.commit(Change(saved=tuple(looks)), context)
    loaded = ports.work.load(*(Key(Identity, one.id) for one in named))
    identities = {one.id: loaded.get(Identity, one.id) for one in named}
    return Exported(found, {id: one.contact for id, one in identities.items() if one})


def as_csv(exported: Exported, language: str) -> bytes:
    """The file, as spreadsheets open it; nothing in it is ever a formula."""
    text, names = io.StringIO(), exported.contacts is not None
    writer = csv.writer(text)
    writer.writerow((*HEAD[language], *(NAMES[language] if names else ())))
    for one in exported.petitions:
        contact = (exported.contacts or {}).get(one.id, NO_CONTACT)
        writer.writerow([_plain(value) for value in (*_cells(one, language), *(_names(contact) if names else ()))])
    return ("\ufeff" + text.getvalue()).encode()  # by the mark, spreadsheets know that it is UTF-8


def _found(ports: Ports, group: Group | None, most: int) -> list[Petition]:
    found: list[Petition] = []
    for one in (group,) if group else tuple(Group):
        for petition in _walk(ports, one):
            found.append(petition)
            if len(found) > most:
                raise TooMany(most)
    return found


def _walk(ports: Ports, group: Group) -> Iterator[Petition]:
    after: Place | None = None
    while True:
        page = ports.petitions.page(PetitionQuery(group, after=after, limit=PAGE))
        yield from page
        if len(page) < PAGE:
            return
        after = (page[-1].listed_at, page[-1].id)


def _cells(one: Petition, language: str) -> tuple[str, ...]:
    yes = {"vi": "có", "en": "yes"}[language]
    kind, topic, channel, status = (
        part.words.in_language(language) for part in (one.kind, one.topic, one.channel, one.status)
    )
    return (
        one.code, kind, topic, channel, status, _time(one.received_at), _time(one.due_at),
        _time(one.answer.at if one.answer else None), _time(one.closed_at), one.officer or "",
        yes if one.anonymous else "", yes if one.dossier else "", one.went_wrong.step if one.went_wrong else "",
    )  # fmt: skip


def _names(one: Contact) -> tuple[str, ...]:
    return one.name or "", one.phone or "", one.email or "", one.address or ""


def _time(moment: datetime | None) -> str:
    return local(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
