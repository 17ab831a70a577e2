"""A ticket by SMS: the news is noted in one transaction, a job gives the number, for numbers are taken before one."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.errors import IllegalStep
from services.intake.domain.personal import InvalidValue, read_phone
from services.intake.domain.queue.request import TicketRequest, line_asked, line_in
from services.intake.domain.queue.ticket import Holder, Via
from services.intake.domain.reach import Reach, Way
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue import facts
from services.intake.use_cases.queue.take_ticket import Wish, give_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from shared.store.change import NOTHING, Change, Context, Job, Key
from shared.working_time.calendar import local

TICKET_JOB = "ticket-by-message"
WORD = "ticket"
SELF = "service:intake"


def note_request(id: str, word: str, sender: str, text: str, language: str, now: datetime) -> Change:
    """What a message asks for; nothing for another word, or for a sender whom no SMS can answer."""
    if word != WORD:
        return NOTHING
    try:
        reach = Reach(Way.PHONE, read_phone(sender))
    except InvalidValue:
        return NOTHING
    request = TicketRequest(id, 1, reach, now, line_in(text), "en" if language == "en" else "vi")
    return Change(saved=(request,), jobs=(Job(TICKET_JOB, id, now),))


def answer_request(ports: Ports, desk: QueueDesk, job: Job, now: datetime) -> Change:
    """The job: a ticket, or word why there is none. Done again after a crash, the same telephone keeps its number."""
    request = ports.work.load(Key(TicketRequest, job.subject)).get(TicketRequest, job.subject)
    if request is None:
        return NOTHING
    wish = Wish(line_asked(desk.plan, request.line), Via.SMS, request.reach, language=request.language)
    context = Context(SELF, now, f"{TICKET_JOB}-{job.subject}")
    try:
        give_ticket(ports, desk, wish, context)
    except IllegalStep as closed:
        holder = Holder(request.id, 1, ports.unit.code, local(now).date(), request.reach)
        told = facts.ticket_not_given(request.id, holder, closed.words, request.asked_at, request.language)
        return Change(facts=(told,))
    return NOTHING
