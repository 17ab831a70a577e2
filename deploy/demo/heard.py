"""The hops after a dossier's life: what its owner was told, and a petition about it that is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from deploy.demo.walk import Seen, Walk

Json = dict[str, Any]
TOLD = ("filed", "accepted", "result", "returned")
PAPERS = ("supplement_requested", "supplemented")
ANSWER = "Hồ sơ đã có kết quả đúng hẹn. Lần tới cần bổ sung gì, chúng tôi nói đủ trong một lần."
# How far a message can be known to have got: a telephone network tells of its arrival, a mail server only takes it.
ARRIVED = {"sms": ("delivered",), "email": ("accepted", "delivered")}
# Where newer news was there before this was sent, only the newer one goes out.
REPLACED = "superseded"


class Hotline(Protocol):
    """What is done at notifications and at the hotline (``api.Front``)."""

    def sign_in(self, username: str, password: str) -> str: ...

    def messages(self, subject: str, token: str) -> list[Json]: ...

    def petition(self, petition: Json) -> Json: ...

    def petition_stands(self, code: str, token: str) -> Json: ...

    def answer_petition(self, code: str, answer: str, token: str) -> Json: ...

    def approve_answer(self, code: str, token: str) -> Json: ...

    def track_petition(self, code: str, key: str) -> Json: ...


@dataclass
class Heard:
    """Goes on where ``walk`` ended, with its first dossier and its clock. ``officer`` answers petitions, ``leader``
    approves the answers."""

    people: Hotline
    walk: Walk
    officer: tuple[str, str] = field(repr=False)
    leader: tuple[str, str] = field(repr=False)

    def hops(self) -> Iterator[Seen]:
        """Every hop when it is seen. Raises Missing, and what the people's API raises."""
        dossier, phone_last4 = self.walk.codes[0], self.walk.phone[-4:]
        token = self.people.sign_in(*self.officer)
        asked = PAPERS if self.walk.papers else ()
        for event in (*TOLD[:2], *asked, *TOLD[2:]):
            yield self._told(dossier, event, self.walk.token)
        filed = self.people.petition(petition_about(dossier, phone_last4, self.walk.phone))
        code, key = filed["code"], filed["token"]
        yield self.walk.seen("petition", "hotline", f"{code}, to be answered by {filed['due_at']}")
        yield self._wait_for("petition linked", lambda: self._linked(code, dossier, token))
        yield self._told(code, "petition_received", self.walk.token)
        self.people.answer_petition(code, ANSWER, token)
        yield self._wait_for("answer written", lambda: self._waits(code, token))
        self.people.approve_answer(code, self.people.sign_in(*self.leader))
        yield self._wait_for("petition answered", lambda: self._answered(code, key))
        yield self._told(code, "petition_answered", self.walk.token)

    def _told(self, subject: str, event: str, token: str) -> Seen:
        def told() -> str | None:
            found = [one for one in self.people.messages(subject, token) if occasion(one["event"]) == event]
            arrived = [one for one in found if one["status"] in (*ARRIVED[one["channel"]], REPLACED)]
            if {one["channel"] for one in arrived} != set(ARRIVED):
                return None
            ways = ", ".join(f"{one['channel']} to {one['to_masked']} {one['status']}" for one in arrived)
            return f"{event.replace('_', ' ')}: {ways}"

        return self._wait_for("told", told, "notifications")

    def _linked(self, code: str, dossier: str, token: str) -> str | None:
        linked = self.people.petition_stands(code, token)["linked"]
        if not linked or linked["code"] != dossier:
            return None
        return f"with {dossier}, which stands at: {linked['stand_text']}"

    def _waits(self, code: str, token: str) -> str | None:
        return "waits for a second person" if self.people.petition_stands(code, token)["to_approve"] else None

    def _answered(self, code: str, key: str) -> str | None:
        tracked = self.people.track_petition(code, key)
        return f"whoever petitioned reads: {tracked['answer']}" if tracked["answer"] == ANSWER else None

    def _wait_for(self, hop: str, told: Callable[[], str | None], where: str = "hotline") -> Seen:
        end = self.walk.clock() + self.walk.limit
        while True:
            words = told()
            if words:
                return self.walk.seen(hop, where, words)
            self.walk.wait(end, hop, where)


def occasion(event: str) -> str:
    """What a message is about: the words of a result say what matters most to its owner, such as that it is early."""
    return "result" if event.startswith("result_") else event


def petition_about(dossier: str, phone_last4: str, phone: str) -> Json:
    """What the owner writes; the dossier's code with its owner's number links it at once."""
    return {
        "kind": "feedback",
        "topic": "other",
        "channel": "web",
        "text": "Tôi phải bổ sung giấy tờ khi đã chờ nhiều ngày. Xin hướng dẫn đủ ngay từ đầu.",
        "dossier": {"code": dossier, "phone_last4": phone_last4},
        "contact": {"name": "Nguyễn Thị Lan", "phone": phone, "email": "demo@motcua.example"},
        "language": "vi",
    }
