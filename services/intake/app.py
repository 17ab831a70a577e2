"""The composition root: the only place where intake's parts are put together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask

from services.intake.access import ACCESS
from services.intake.composition.balance import balance_handlers, balance_timers
from services.intake.composition.exchange import exchange_desk, exchange_handlers, exchange_mappings, exchange_timers
from services.intake.composition.house import form_office, rates, reception_unit
from services.intake.composition.money import MoneyParts, money_handlers, money_parts, money_timers, used_receipts
from services.intake.composition.papers import PaperParts, paper_parts, paper_timers
from services.intake.composition.people import people_mappings, people_ports
from services.intake.composition.portal import PortalParts, portal_handlers, portal_parts, portal_timers
from services.intake.composition.priority import priority_desk, priority_handlers, priority_mappings, work_order
from services.intake.composition.queue import QueueParts, queue_handlers, queue_parts
from services.intake.composition.review import REVIEW_MAPPINGS, review_desk, review_handlers
from services.intake.consumed import readings
from services.intake.domain.errors import TooManyAttempts, Words
from services.intake.domain.rules import read_rules
from services.intake.gateways.calendar_file import CalendarFile
from services.intake.gateways.catalogue_files import CatalogueFiles
from services.intake.gateways.date_rules_file import read_apology_rules
from services.intake.jobs import (
    CALENDAR_EVERY,
    JOBS_EVERY,
    RECOUNT_EVERY,
    SILENCE_EVERY,
    VOID_EVERY,
    catalogue_handlers,
    list_silent,
    paper_handlers,
    recount_open_dates,
    renew_calendar,
    run_jobs,
    used_by_series,
    used_form_numbers,
    used_numbers,
    void_unused_numbers,
)
from services.intake.reference_calendar import load_calendar
from services.intake.settings import TABLE
from services.intake.store.balance_documents import BALANCES
from services.intake.store.book_rows import BookRows
from services.intake.store.calendar_documents import RECOUNTINGS, SPECIAL_DAYS
from services.intake.store.dossier_documents import COLLECTION, dossier_mapping
from services.intake.store.dossier_queries import DossierQueries
from services.intake.store.form_documents import COLLECTION as FORMS
from services.intake.store.form_documents import FormQueries, form_mapping
from services.intake.store.import_documents import IMPORT_ROWS, IMPORTS, ImportQueries
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.portal_documents import LIST_MAPPINGS, MARKS, mark_mapping
from services.intake.store.reference import AccountStore, CalendarStore, CatalogueStore
from services.intake.store.reference_documents import ACCOUNTS, CALENDARS, PROCEDURES
from services.intake.store.tour_documents import (
    SIGNATURES,
    TOURS,
    TourQueries,
    signature_mapping,
    tour_mapping,
)
from services.intake.store.tried_documents import TRIED
from services.intake.use_cases.exchange.ports import ExchangeDesk
from services.intake.use_cases.form_ports import FormOffice
from services.intake.use_cases.note_silence import note_silence
from services.intake.use_cases.ownership import OwnersAccess
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.recount_dates import Round, recount_dates
from services.intake.use_cases.review_ports import ReviewDesk
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.bus.worker import Periodic
from shared.http.rate_limits import CountedLimits, RateLimits
from shared.http.sessions import Sessions, is_local
from shared.security.fields import BlindIndex, FieldCipher
from shared.security.keys import KeyRing, read_key_set, read_signing_key
from shared.security.personal import HandOver, Opener, Sealer
from shared.security.tokens import TokenIssuer, TokenVerifier
from shared.settings import Settings, load
from shared.store.answers import Answers
from shared.store.change import Context
from shared.store.clock import Clock, utc_now
from shared.store.connection import connect
from shared.store.history import EventHistory
from shared.store.inbox import MongoInbox
from shared.store.jobs import Jobs
from shared.store.mapping import Mapping as StoreMapping
from shared.store.numbers import Numbers
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from shared.store.void_numbers import Voiding
from shared.store.work import MongoWork
from shared.telemetry.bus_metrics import counting_hooks

if TYPE_CHECKING:
    from pymongo.database import Database

SERVICE = "intake"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the roles are made of, built once per process (after a fork)."""

    settings: Settings
    clock: Clock
    database: Database[dict[str, Any]]
    mappings: tuple[StoreMapping, ...]
    work: MongoWork
    answers: Answers
    numbers: Numbers
    parked: Parked
    outbox: MongoOutbox
    inbox: MongoInbox
    jobs: Jobs
    catalogue: CatalogueStore
    opener: Opener
    sessions: Sessions
    queries: DossierQueries
    import_queries: ImportQueries
    calendars: CalendarStore
    ports: Ports
    papers: PaperParts
    queue: QueueParts
    money: MoneyParts
    review: ReviewDesk
    exchange: ExchangeDesk
    copies: FormQueries
    office: FormOffice
    portal: PortalParts

    def context(self, why: str) -> Context:
        """The context of what the service does by itself, or by a command at the terminal."""
        return Context(f"service:{SERVICE}", self.clock(), f"{why}-{secrets.token_hex(8)}", why=why)


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet.

    Raises BadKeyFile, InvalidCalendar, BadDateRules, InvalidPlan, InvalidRules.
    """
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    ring, bus = KeyRing.read(folder / "store.json"), KeyRing.read(folder / "bus.json")
    cipher, index = FieldCipher(ring), BlindIndex(ring)
    fields = PersonalFields(cipher, index, COLLECTION)
    papers = paper_parts(settings, database, cipher, index, clock)
    queue = queue_parts(settings, database, cipher, index)
    money = money_parts(settings, database, cipher, index, clock)
    visits, signed, marks = (PersonalFields(cipher, index, name) for name in (TOURS, SIGNATURES, MARKS))
    mappings = (
        dossier_mapping(fields),
        ACCOUNTS,
        CALENDARS,
        SPECIAL_DAYS,
        RECOUNTINGS,
        PROCEDURES,
        IMPORTS,
        IMPORT_ROWS,
        TRIED,
        *money.mappings,
        tour_mapping(visits),
        signature_mapping(signed),
        form_mapping(PersonalFields(cipher, index, FORMS)),
        *papers.mappings,
        *queue.mappings,
        mark_mapping(marks),
        *LIST_MAPPINGS,
        *people_mappings(cipher, index),
        *priority_mappings(cipher, index),
        *REVIEW_MAPPINGS,
        BALANCES,
        *exchange_mappings(cipher, index),
    )
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    work = MongoWork(database, mappings, stamp=EnvelopeStamp(SERVICE, Sealer(bus)), answers=answers, clock=clock)
    issuer = TokenIssuer(read_signing_key(folder / "tokens.private.json"))
    verifier = TokenVerifier(read_key_set(folder / "tokens.public.json"))
    catalogue, numbers = CatalogueStore(database), Numbers(database)
    queries = DossierQueries(database, fields, work_order(settings))
    copies = FormQueries(database)
    limits = CountedLimits(RateLimits(database.client, database.name, index.digest), rates(settings), TooManyAttempts)
    people = people_ports(database, cipher, index, settings)
    source = CalendarFile(settings.calendar_file, settings.calendar_id)
    calendars = CalendarStore(work, settings.calendar_id, source.plan, settings.unit_code)
    ports = Ports(
        work=work,
        numbers=numbers,
        catalogue=catalogue,
        calendars=calendars,
        dossiers=queries,
        accounts=AccountStore(work),
        tokens=issuer,
        limits=limits,
        access=OwnersAccess(ACCESS, people.accounts.memberships),
        unit=reception_unit(settings),
        clock=clock,
        people=people,
        calendar_source=source,
        apology_rules=read_apology_rules(settings.date_rules_file),
        rules=read_rules(json.loads(settings.rules_file.read_text(encoding="utf-8"))),
        tours=TourQueries(database, visits),
        papers_of=papers.desk.papers.of_dossier,
        priority=priority_desk(database, cipher, index, settings),
        money=money.ports,
    )
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        mappings=mappings,
        work=work,
        answers=answers,
        numbers=numbers,
        parked=Parked(database, clock=clock),
        outbox=MongoOutbox(database, clock=clock),
        inbox=MongoInbox(work, service=SERVICE),
        jobs=Jobs(work, service=SERVICE),
        catalogue=catalogue,
        opener=Opener(bus),
        queries=queries,
        import_queries=ImportQueries(database),
        calendars=calendars,
        ports=ports,
        copies=copies,
        office=form_office(settings, copies, EventHistory(database), BookRows(database, fields)),
        sessions=Sessions(verifier, issuer, secure=not is_local(settings.public_url), clock=clock),
        papers=papers,
        queue=queue,
        money=money,
        portal=portal_parts(settings, database, work, ports.papers_of, marks, clock),
        review=review_desk(database, cipher, index),
        exchange=exchange_desk(settings, ports, papers.desk),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.intake import web
    from services.intake.api.registration import make_api

    settings = parts.settings
    address, bank = Words(settings.place_address, settings.place_address_en), settings.payment_trial_url
    place = web.Place(address, settings.hotline, settings.trial, bank if settings.trial else "")
    desk = web.CatalogueDesk(CatalogueFiles(), parts.import_queries, EventHistory(parts.database))
    pages = web.Parts(
        parts.ports, place, settings.public_url, parts.sessions, parts.answers, parts.office, parts.papers.desk, desk,
        parts.portal.desk, parts.review,
    )  # fmt: skip
    hand_over = HandOver(KeyRing.read(settings.secrets_dir / "bus.json"), "notices")
    more = (web.notices_blueprint(parts.ports, hand_over.seal), web.queue_blueprint(pages, parts.queue.desk))
    app = make_api(parts, pages=(web.blueprint(pages), *more), error_page=web.error_page)
    web.dress(app, pages)
    return app


def make_bus_parts(parts: Parts) -> BusParts:
    """Relay, consumer and timers, with intake's own timers among them."""
    settings = parts.settings
    bus = bus_parts(
        SERVICE,
        settings.amqp_url,
        parts.outbox,
        parts.inbox,
        load_registry(),
        readings=readings(settings.calendar_id),
        opener=parts.opener,
        batch=settings.consumer_batch,
        hooks=counting_hooks(),
        drain_seconds=settings.drain_seconds / 2,
    )
    bus.timers.update(paper_timers(parts.work, parts.papers.desk, parts.context))
    bus.timers.update(exchange_timers(parts.database))
    bus.timers.update(money_timers(parts.ports, parts.context))
    bus.timers.update(portal_timers(parts.work, parts.portal, parts.context))
    bus.timers.update(balance_timers(parts.work, parts.database, parts.context))
    in_use = {"dossier": used_numbers(parts.queries), "form": used_form_numbers(parts.copies)}
    tickets = {"ticket": parts.queue.used_numbers}
    used = used_by_series({**in_use, **tickets, **used_receipts(parts.money.queries)})
    voiding = Voiding(parts.database, used, clock=parts.clock)
    bus.timers["unused numbers"] = Periodic(VOID_EVERY.total_seconds(), lambda: void_unused_numbers(voiding))
    bus.timers["calendar"] = Periodic(
        CALENDAR_EVERY.total_seconds(),
        lambda: renew_calendar(lambda: load_calendar(parts.work, settings, parts.context("calendar"))),
    )
    handlers = {
        **paper_handlers(parts.work, parts.papers.desk),
        **queue_handlers(parts.ports, parts.queue.desk),
        **money_handlers(parts.ports),
        **catalogue_handlers(parts.ports, parts.queries, parts.import_queries),
        **priority_handlers(parts.ports),
        **portal_handlers(parts.ports, parts.portal.desk),
        **review_handlers(parts.ports, parts.review),
        **balance_handlers(parts.work, parts.database),
        **exchange_handlers(parts.work, parts.papers.desk),
    }
    bus.timers["jobs"] = Periodic(JOBS_EVERY.total_seconds(), lambda: run_jobs(parts.jobs, handlers, parts.clock()))
    bus.timers["dates"] = Periodic(RECOUNT_EVERY.total_seconds(), lambda: recount_open_dates(lambda: _recount(parts)))
    bus.timers["silent applicants"] = Periodic(
        SILENCE_EVERY.total_seconds(),
        lambda: list_silent(lambda: note_silence(parts.ports, parts.context("silence"))),
    )
    return bus


def _recount(parts: Parts) -> Round:
    unit = parts.settings.unit_code
    calendar = parts.calendars.fresh(unit)
    return recount_dates(parts.work, parts.queries, unit, calendar, lambda: parts.context("calendar-changed"))


def from_environment(environ: Mapping[str, str]) -> Parts:
    """The parts as the environment's settings want them; a wrong setting ends the process with one line."""
    return build(load(TABLE, environ))
