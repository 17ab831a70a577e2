"""The centre: binds, submits and receipts by smpp34; what it takes reaches its phones once all parts are there."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

import smpp34

from deploy.simulators.faults import BadOrder, Faults
from deploy.simulators.smsc.letters import UCS_2, text_of

# "nothing" ends the session without an answer, "silent" leaves it unanswered, "late" answers after so many seconds.
ANSWERS = ("throttled", "silent", "nothing", "late")
RECEIPTS = ("delivered", "failed", "none", "twice")
KEPT = 5_000
THROTTLED = 0x58
PART = 134  # octets of a part behind its header
TAKEN = "taken"


@dataclass(slots=True)
class Sms:
    """One message as its phone shows it; ``submits`` counts the parts that came, repetitions too."""

    phone: str
    sender: str
    content: str = ""
    parts: int = 1
    submits: int = 0
    ids: list[str] = field(default_factory=list)
    receipts: int = 0


class Centre:
    """Everything but ``messages`` and ``order`` happens in its own event loop."""

    def __init__(self, host: str, port: int, receipt_seconds: float) -> None:
        self.faults = Faults(ANSWERS)
        self.receipts = "delivered"
        self.receipt_seconds = receipt_seconds
        self.binds = 0
        self._reference = 0
        self._address = (host, port)
        self._lock = threading.Lock()
        self._messages: OrderedDict[str, Sms] = OrderedDict()
        self._pieces: dict[tuple[str, int], dict[int, tuple[int, bytes]]] = {}
        self._whole: dict[tuple[str, int], str] = {}
        self._sessions: OrderedDict[str, smpp34.Esme] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = self._new_server()
        self._loop: asyncio.AbstractEventLoop | None = None

    def messages(self, phone: str | None = None) -> list[dict[str, Any]]:
        """Of one phone or of all, the newest first."""
        with self._lock:
            return [asdict(one) for one in reversed(self._messages.values()) if phone in (None, one.phone)]

    def order(self, wanted: dict[str, Any]) -> None:
        """``receipts``, ``receipt_seconds``; ``away`` for so many seconds; or a fault. Raises BadOrder."""
        if "receipts" in wanted:
            if wanted["receipts"] not in RECEIPTS:
                raise BadOrder(f"receipts: one of {', '.join(RECEIPTS)}")
            self.receipts = str(wanted["receipts"])
        if "receipt_seconds" in wanted:
            self.receipt_seconds = float(wanted["receipt_seconds"])
        if "away" in wanted and self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._go_away(float(wanted["away"])), self._loop).result(30)
        if "answer" in wanted:
            self.faults.order(wanted)

    def write(self, phone: str, content: str) -> list[str]:
        """Somebody at this phone writes: told until it is taken; how each telling was answered, part by part."""
        if self._loop is None:
            return []
        return list(asyncio.run_coroutine_threadsafe(self._tell_written(phone, content), self._loop).result(60))

    async def run(self) -> None:
        """Until cancelled."""
        self._loop = asyncio.get_running_loop()
        await self._server.start()
        while True:
            server = self._server
            try:
                event = await server.next()
            except Exception:
                if server is self._server:  # else it was taken away on order
                    await asyncio.sleep(0.05)
                continue
            if isinstance(event, smpp34.Esme):
                self.binds += 1
                self._sessions[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self._sessions.pop(event.session_id, None)
            else:
                self._soon(self._serve(event))

    def _new_server(self) -> smpp34.Server:
        return smpp34.Server(*self._address, system_id="smsc")

    def _soon(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _go_away(self, seconds: float) -> None:
        gone, self._server = self._server, self._new_server()
        for session in list(self._sessions.values()):
            await _quietly(session.unbind())
        self._sessions.clear()
        await gone.stop()
        await asyncio.sleep(seconds)
        await self._server.start()

    async def _serve(self, submit: smpp34.SubmitSmEvent) -> None:
        fault = self.faults.next()
        if fault is not None and fault.answer.startswith("code_"):
            submit.reject(int(fault.answer.removeprefix("code_")))
            return
        if fault is not None and fault.answer == "throttled":
            submit.reject(THROTTLED)
            return
        id = uuid4().hex[:16]
        if fault is None or fault.accepted or fault.answer == "late":
            self._take(submit, id)
        if fault is not None and fault.answer in ("silent", "late"):
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.answer == "nothing":
            session = self._sessions.pop(submit.session_id, None)
            if session is not None:
                await _quietly(session.unbind())
            return
        if fault is None or fault.answer == "late":
            submit.accept(message_id=id)

    def _take(self, submit: smpp34.SubmitSmEvent, id: str) -> None:
        content, key, part, of = bytes(submit.short_message), (submit.destination_addr, -1), 1, 1
        if submit.esm_class & 0x40 and content[:3] == b"\x05\x00\x03":
            key, of, part, content = (submit.destination_addr, content[3]), content[4], content[5], content[6:]
        with self._lock:
            name = self._whole.get(key) if of > 1 else None
            if name is None or part in self._pieces[key]:
                name = uuid4().hex
                self._messages[name] = Sms(submit.destination_addr, submit.source_addr, parts=of)
                self._pieces[key], self._whole[key] = {}, name
            self._pieces[key][part] = (submit.data_coding, content)
            sms = self._messages[name]
            sms.submits += 1
            sms.ids.append(id)
            if len(self._pieces[key]) == of:
                sms.content = "".join(text_of(*piece) for _, piece in sorted(self._pieces[key].items()))
                del self._whole[key], self._pieces[key]
            while len(self._messages) > KEPT:
                self._messages.popitem(last=False)
        if submit.registered_delivery & 1 and self.receipts != "none":
            self._soon(self._tell(sms, id, self.receipts))

    async def _tell(self, sms: Sms, id: str, mode: str) -> None:
        await asyncio.sleep(self.receipt_seconds)
        state = "UNDELIV" if mode == "failed" else "DELIVRD"
        text = f"id:{id} sub:001 dlvrd:001 submit date:2610050800 done date:2610050801 stat:{state} err:000 text:"
        for _ in range(2 if mode == "twice" else 1):
            while not await self._delivered(sms, text.encode()):
                await asyncio.sleep(0.2)
            sms.receipts += 1

    async def _tell_written(self, phone: str, content: str) -> list[str]:
        octets = content.encode("utf-16-be")
        parts = [octets[at : at + PART] for at in range(0, len(octets), PART)]
        self._reference = (self._reference + 1) % 256
        told = []
        for number, part in enumerate(parts, 1):
            head = bytes((5, 0, 3, self._reference, len(parts), number)) if len(parts) > 1 else b""
            answered = ""
            while answered != TAKEN:
                answered = await self._tell_part(phone, head + part, 0x40 if head else 0)
                told.append(answered)
                if answered != TAKEN:
                    await asyncio.sleep(0.3)
        return told

    async def _tell_part(self, phone: str, content: bytes, esm_class: int) -> str:
        for session in reversed(self._sessions.values()):
            answer = await _quietly(
                session.deliver_sm(
                    destination_addr="SYT", short_message=content, source_addr=phone, esm_class=esm_class,
                    data_coding=UCS_2,
                )
            )  # fmt: skip
            return "silent" if answer is None else TAKEN if answer.is_success else "refused"
        return "no bind"

    async def _delivered(self, sms: Sms, text: bytes) -> bool:
        for session in reversed(self._sessions.values()):
            answer = await _quietly(
                session.deliver_sm(destination_addr=sms.sender, short_message=text, source_addr=sms.phone, esm_class=4)
            )
            return answer is not None and bool(answer.is_success)
        return False


async def _quietly(work: Any) -> Any:
    try:
        return await work
    except Exception:
        return None
