"""The composition root: the only place where routing's parts are put together."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask

from services.routing.composition import exchange
from services.routing.composition.balance import balance_desk
from services.routing.composition.clocks import ClockParts, clock_parts
from services.routing.composition.inbox import InboxParts, inbox_parts
from services.routing.composition.opinions import opinion_rules
from services.routing.composition.papers import PaperParts, paper_parts
from services.routing.consumed import inbox_readings, question_readings, reply_readings, side_readings
from services.routing.domain.opinion import OpinionRuleVersions
from services.routing.domain.webhook_rules import WebhookRules
from services.routing.gateways.route_files import YamlRoutes
from services.routing.gateways.signatures import check_signature
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.jobs import Dispatcher
from services.routing.store.balance_book import case_tallies
from services.routing.store.exchange import MongoExchange
from services.routing.store.exchange_keeper import with_seal_wanted
from services.routing.store.mappings import mappings
from services.routing.store.questions import MongoQuestions
from services.routing.store.waiting_work import MongoWaitingWork
from services.routing.use_cases.keep_exchange import kept
from services.routing.use_cases.load_routes import load_routes
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus import topology
from shared.bus.envelope import EnvelopeStamp
from shared.bus.reading import Reading, Received
from shared.http.sessions import Sessions, is_local
from shared.ordering import read_rules
from shared.security.fields import FieldCipher
from shared.security.keys import KeyRing, read_key_set, read_signing_key
from shared.security.personal import Sealer
from shared.security.signatures import sign_detached
from shared.security.signed_links import sign_link
from shared.security.tokens import TokenVerifier
from shared.settings import Settings
from shared.store import indexes
from shared.store.answers import Answers
from shared.store.change import Address, Context
from shared.store.clock import Clock, utc_now
from shared.store.connection import connect
from shared.store.inbox import MongoInbox
from shared.store.leases import Leases
from shared.store.mapping import Mapping
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from shared.store.work import MongoWork

if TYPE_CHECKING:
    from pymongo.database import Database

SERVICE = "routing"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the roles are made of, built once per process (after a fork)."""

    settings: Settings
    clock: Clock
    database: Database[dict[str, Any]]
    mappings: tuple[Mapping, ...]
    work: MongoWork
    inbox: MongoInbox
    outbox: MongoOutbox
    parked: Parked
    questions: MongoQuestions
    waiting: MongoWaitingWork
    exchange: MongoExchange
    sessions: Sessions
    opinion_rules: OpinionRuleVersions
    time: WorkingTime
    address_of: AddressOf
    inbox_readings: tuple[Reading, ...]
    reply_readings: tuple[Reading, ...]
    papers: PaperParts
    answers: Answers
    people: InboxParts
    webhook_rules: WebhookRules
    clocks: ClockParts

    def context(self, why: str) -> Context:
        """The context of a command at the terminal."""
        return Context(f"service:{SERVICE}", self.clock(), f"{why}-{secrets.token_hex(8)}", why=why)


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet. Raises BadKeyFile, InvalidRules."""
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    centre = read_signing_key(folder / "centre.private.json")
    stamp = EnvelopeStamp(SERVICE, Sealer(KeyRing.read(folder / "bus.json")), sign=partial(sign_detached, key=centre))
    order = read_rules(json.loads(settings.work_order_file.read_text(encoding="utf-8")))
    cipher = FieldCipher(KeyRing.read(folder / "store.json"))
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    mapped = mappings(cipher)
    work = MongoWork(database, mapped, stamp=with_seal_wanted(stamp), answers=answers, clock=clock)
    keeping = exchange.keeping(address_of, clock)
    opinions = opinion_rules(settings.opinions_file)
    papers = paper_parts(
        settings.exchange_url or settings.public_url, partial(sign_link, key=centre), address_of, topology.agency_user
    )
    replies = (
        *reply_readings(check_signature, topology.agency_user, WORKING_TIME, address_of),
        *side_readings(check_signature, topology.agency_user, WORKING_TIME, address_of, opinions),
        *papers.replies,
    )
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        mappings=mapped,
        work=work,
        inbox=MongoInbox(work, service=SERVICE, actor=_actor, besides=exchange.besides(keeping)),
        outbox=MongoOutbox(database, clock=clock),
        parked=Parked(database, clock=clock),
        questions=MongoQuestions(database, order, clock),
        waiting=MongoWaitingWork(database, order, clock),
        exchange=MongoExchange(database),
        sessions=Sessions(
            TokenVerifier(read_key_set(folder / "tokens.public.json")),
            secure=not is_local(settings.public_url),
            clock=clock,
        ),
        opinion_rules=opinions,
        time=WORKING_TIME,
        address_of=address_of,
        inbox_readings=(
            *inbox_readings(WORKING_TIME, address_of, papers.links_of),
            *question_readings(WORKING_TIME, opinions),
            *papers.readings,
        ),
        answers=answers,
        people=inbox_parts(database, work, order, cipher, address_of, clock),
        reply_readings=tuple(kept(one, keeping) for one in replies),
        papers=papers,
        webhook_rules=WebhookRules.read(json.loads(settings.webhook_rules_file.read_text(encoding="utf-8"))),
        clocks=clock_parts(settings, database, work, address_of),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.routing import web
    from services.routing.api.registration import make_api
    from services.routing.composition.agencies import agency_desk, connecting
    from services.routing.web.balance import balance_pages

    office = connecting(parts)
    desks = web.Desks(parts.people.desk, agency_desk(parts, office), parts.exchange)
    pages = web.blueprint(parts.work, parts.questions, YamlRoutes(), parts.clock, desks)
    web.add_late_pages(pages, web.LateDesk(parts.clocks.watch, parts.questions, parts.clock))
    balance = balance_desk(parts.database)
    app = make_api(
        parts, office, balance, pages=(pages, balance_pages(balance, parts.clock)), error_page=web.error_page
    )
    web.dress(app, parts.settings)
    return app


def make_dispatcher(parts: Parts) -> Dispatcher:
    """The part of the timers that fills the agencies' queues."""
    return Dispatcher(
        parts.work,
        parts.waiting,
        Leases(parts.database),
        lambda: parts.waiting.news(parts.settings.dispatch_sweep_seconds),
        address_of,
        parts.clock,
        holder=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
        most=parts.settings.dispatch_limit,
        links_of=parts.papers.links_of,
    )


def address_of(key: str) -> Address:
    """Where letters to the agency with this key go."""
    return Address(topology.agency_tasks_exchange(), topology.checked_key(key))


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises BadData, BadAgency, StoreAway."""
    indexes.ensure(parts.database, parts.mappings)
    exchange.make_keeper(parts).ensure()
    parts.people.take_up()
    case_tallies(parts.database).ensure()
    parts.clocks.cases.take_up()
    content = json.loads(parts.settings.routes_file.read_text("utf-8"))
    agencies, routes = load_routes(parts.work, parts.context("init"), content)
    return ["indexes stand", f"{agencies} agencies, {routes} routes"]


def _actor(received: Received) -> str:
    """An agency acts under its own name; what other services tell, routing acts upon by itself."""
    key = topology.agency_of_user(received.user)
    return f"agency:{key}" if key else f"service:{SERVICE}"
