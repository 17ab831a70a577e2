"""What people write by SMS or electronic mail becomes a petition: heard by an event, filed by a job.

An event's handler takes no codes, so that it only keeps what it hears; the job files it in the transaction that ends
the job, so that one message is one petition whatever is told twice or dies in between.
"""

from __future__ import annotations

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.heard import Heard
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.use_cases import facts
from services.hotline.use_cases.answers.rate_answer import RATE_JOB
from services.hotline.use_cases.clocks.watch_job import watch_job
from services.hotline.use_cases.file_petition import new_petition
from services.hotline.use_cases.petition_request import LONGEST_TEXT, PetitionRequest
from services.hotline.use_cases.ports import Ports
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Context, Job, Key, Loaded

OTHER, RATE = "other", "rate"
FILE_JOB = "file heard"
JOBS = {OTHER: FILE_JOB, RATE: RATE_JOB}
REACH = {Channel.SMS: "phone", Channel.EMAIL: "email"}


def needs(received: Received) -> tuple[Key, ...]:
    """The message, where it was told before."""
    return (Key(Heard, received.subject),) if received.data["word"] in JOBS else ()


def hear(received: Received, loaded: Loaded) -> Change:
    """Keep what is for the hotline: what people tell, and what they think of an answer; the rest is for others."""
    data, personal = received.data, received.personal
    text, sender = str(personal.get("text") or "").strip(), str(personal.get("from") or "")
    if data["word"] not in JOBS or not text or not sender or loaded.get(Heard, received.subject) is not None:
        return NOTHING
    language = "en" if personal.get("language") == "en" else "vi"
    heard = Heard(
        received.subject, 1, Channel(data["channel"]), data["received_at"], language, sender, text[:LONGEST_TEXT]
    )
    return Change(saved=(heard,), jobs=(Job(JOBS[data["word"]], heard.id, received.time),))


def file_heard(ports: Ports, job: Job) -> Change:
    """The petition; nothing where it was filed before. Raises StoreAway.

    Its kind is feedback until an officer reads it; nothing proves that whoever has the number has a dossier, so that
    none is linked.
    """
    heard = ports.work.load(Key(Heard, job.subject)).get(Heard, job.subject)
    if heard is None or heard.petition is not None or heard.text is None:
        return NOTHING
    contact = Contact(**{REACH[heard.channel]: heard.sender})
    request = PetitionRequest(Kind.FEEDBACK, Topic.OTHER, heard.channel, heard.text, contact, language=heard.language)
    petition = new_petition(ports, request, Context("public", heard.received_at, heard.id)).petition
    filed = heard.filed(petition.id)
    saved, jobs = (petition, Identity(petition.id, 1, contact), filed), watch_job(petition, heard.received_at)
    return Change(saved, (facts.received(petition, contact),), jobs)
