"""Compare the counts of both sides, ask where they differ, and name what is missing, dossier by dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.routing.domain.balance import (
    ASK_AGAIN,
    QUESTIONS,
    DayTold,
    Difference,
    Doubt,
    Inquiry,
    Look,
    Message,
    PageListed,
)
from services.routing.use_cases import balance_facts as facts
from services.routing.use_cases.balance_ports import Book, CaseLook, Tallies
from shared.store.change import Aggregate, Change, Context, Fact, Key, Work
from shared.store.tally import OnTheWay, digest_of

MOST_ASKED, MOST_RECOUNTED = 20, 200
NOTHING_THERE = CaseLook((), None)


@dataclass(slots=True)
class Balancer:
    """One round after the other: ``compare`` and ``judge``; each writes its findings as one change."""

    work: Work
    tallies: Tallies
    book: Book
    # A day whose pages do not make up its digest was asked about at this time.
    asked_days: dict[str, datetime] = field(default_factory=dict)

    def round(self, context: Context) -> list[Difference]:
        """Count, compare, judge, ask; the differences that an alarm is for now. Raises StoreAway, Conflict."""
        self.tallies.count()
        self.compare(context)
        self.judge(context)
        self.ask(context)
        return self.alarm(context)

    def compare(self, context: Context) -> None:
        """Which pages differ: a doubt each; one that differs no more is closed, with the differences of its page."""
        pages = self._unequal()
        if pages:  # what is counted here may be behind what is known here
            self.tallies.recount(list(pages)[:MOST_RECOUNTED])
            pages = self._unequal()
        known = self.book.known_doubts(pages)
        saved: list[Aggregate] = []
        for page, (day, ours, theirs) in pages.items():
            doubt = known.get(page)
            seen = (
                doubt.seen(context.at, ours, theirs)
                if doubt is not None
                else Doubt(page, 1, day, context.at, ours, theirs)
            )
            if seen is not doubt:
                saved.append(seen)
        over = [one for one in self.book.doubts() if one.id not in pages]
        ended = _ended((one for one in self.book.differences() if one.page not in pages), context.at)
        self._save((*saved, *(one.closed() for one in over), *ended), facts.restored(ended), context)

    def judge(self, context: Context) -> None:
        """Look at the lists that came: what stands there and here is compared one by one, as it is now."""
        waiting = {one.id: one for one in self.book.doubts() if one.question > one.judged}
        lists = self.book.lists(waiting)
        answered = {page: lists[page] for page, one in waiting.items() if _answers(lists.get(page), one)}
        if not answered:
            return
        self.tallies.recount(answered)
        looks = {page: self._looks(listed) for page, listed in answered.items()}
        codes = [code for found in looks.values() for code in found]
        known = self.book.known_differences(codes)
        saved: list[Aggregate] = [waiting[page].answered(one.question) for page, one in answered.items()]
        for page, found in looks.items():
            for code, look in found.items():
                before = known.get(code) or Difference(
                    code, 0, page, waiting[page].day, look, context.at, None, context.at
                )
                after = before.again(look, context.at)
                if after is not before:
                    saved.append(after)
        gone = (one for one in self.book.differences() if one.page in answered and one.id not in codes)
        ended = _ended(gone, context.at)
        self._save((*saved, *ended), facts.restored(ended), context)

    def ask(self, context: Context) -> None:
        """Ask intake for the pages that are due, and for the days whose pages are not all here."""
        due = [one for one in self.book.doubts() if one.is_due(context.at)][:MOST_ASKED]
        stubborn = {one.day for one in due if one.asks}  # told anew, in case a telling was lost
        days = sorted({*self._incomplete(context.at), *stubborn})
        if not due and not days:
            return
        last = self.work.load(Key(Inquiry, QUESTIONS)).get(Inquiry, QUESTIONS) or Inquiry()
        question = Inquiry(version=last.version + 1)
        asked = tuple(one.asked(question.version, context.at) for one in due)
        told = facts.questioned(question, [one.id for one in due], days)
        self._save((question, *asked), [told], context)
        self.asked_days.update(dict.fromkeys(days, context.at))

    def alarm(self, context: Context) -> list[Difference]:
        """The differences that have lasted too long since the last round, each told once."""
        late = []
        for one in self.book.differences():
            alarmed = one.alarmed(context.at)
            if alarmed is not one:
                late.append(alarmed)
        self._save(late, [facts.disturbed(one) for one in late], context)
        return late

    def _unequal(self) -> dict[str, tuple[str, str, str]]:
        """Page → its day, our digest, theirs."""
        ours, theirs = self.tallies.days(), self.book.told()
        days = {day for day in {*ours, *theirs} if _ours(ours.get(day)) != theirs.get(day, (0, ""))[1]}
        if not days:
            return {}
        told = {page: (day.id, one.digest) for day in self.book.told_days(days) for page, one in day.pages.items()}
        here = {one.id: (one.day, one.digest) for one in self.tallies.pages(days)}
        pages = {}
        for page in sorted({*told, *here}):
            day = (here.get(page) or told[page])[0]
            digests = here.get(page, (day, ""))[1], told.get(page, (day, ""))[1]
            if digests[0] != digests[1]:
                pages[page] = (day, *digests)
        return pages

    def _incomplete(self, at: datetime) -> list[str]:
        """Days whose pages, as intake told them, do not make up what it told of the day: a telling was lost."""
        ours, theirs = self.tallies.days(), self.book.told()
        unequal = {day for day in {*ours, *theirs} if _ours(ours.get(day)) != theirs.get(day, (0, ""))[1]}
        whole = {day.id for day in self.book.told_days(unequal) if _is_whole(day)}
        found = sorted(unequal - whole)
        fresh = at - ASK_AGAIN
        return [day for day in found if self.asked_days.get(day, fresh) <= fresh][:MOST_ASKED]

    def _looks(self, listed: PageListed) -> dict[str, Look]:
        """The dossiers of the page of which the two sides say different things."""
        here = self.tallies.rows(listed.id)
        differing = {
            code
            for code in {*here, *listed.dossiers}
            if (here[code].told if code in here else None)
            != (listed.dossiers[code].standing if code in listed.dossiers else None)
        }
        cases, waiting = self.book.looks(differing), self.book.on_the_way(differing)
        found = {}
        for code in sorted(differing):
            theirs, ours, case = listed.dossiers.get(code), here.get(code), cases.get(code, NOTHING_THERE)
            found[code] = Look(
                intake=theirs.standing if theirs else None,
                routing=ours.told if ours else None,
                place=ours.place if ours else None,
                copy_of=case.copy_of,
                tasks=case.tasks,
                messages=(*(theirs.messages if theirs else ()), *map(_own, waiting.get(code, ()))),
            )
        return found

    def _save(self, saved: Iterable[Aggregate], told: Iterable[Fact], context: Context) -> None:
        change = Change(saved=tuple(saved), facts=tuple(told))
        if change.saved or change.facts:
            self.work.commit(change, context)


def _ours(day: object) -> str:
    return str(getattr(day, "digest", ""))


def _is_whole(day: DayTold) -> bool:
    return digest_of({page: one.digest for page, one in day.pages.items() if one.accepted}) == day.digest


def _answers(listed: PageListed | None, doubt: Doubt) -> bool:
    return listed is not None and listed.question >= doubt.question


def _ended(differences: Iterable[Difference], at: datetime) -> list[Difference]:
    return [one.ended(at) for one in differences]


def _own(one: OnTheWay) -> Message:
    return Message("routing", one.type, one.where, one.reason, one.moves)


def merged(known: Mapping[str, DayTold], days: Iterable[DayTold]) -> list[DayTold]:
    """The days that changed by what was told of them."""
    changed = []
    for one in days:
        before = known.get(one.id) or DayTold(one.id)
        after = before.told(one.revision, one.accepted, one.digest, one.pages)
        if after is not before:
            changed.append(after)
    return changed
