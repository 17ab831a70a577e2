"""Which collection holds which aggregate."""

from __future__ import annotations

from services.routing.domain.agency import Agency
from services.routing.domain.alarm import Alarm
from services.routing.domain.calendar import Calendars
from services.routing.domain.case import Case
from services.routing.domain.connection import Connection
from services.routing.domain.exchange import ExchangeEntry
from services.routing.domain.forecast import StepTime
from services.routing.domain.letter import Letter
from services.routing.domain.route import Route, RouteVersion
from services.routing.store import collections
from services.routing.store.alarm_documents import (
    alarm_from_document,
    alarm_to_document,
    step_time_from_document,
    step_time_to_document,
)
from services.routing.store.assignment_documents import OFFICER_MAPPING, assignment_mapping
from services.routing.store.balance_documents import BALANCE_MAPPINGS
from services.routing.store.case_documents import case_from_document, case_to_document
from services.routing.store.connection_documents import connection_from_document, connection_to_document
from services.routing.store.exchange_documents import entry_from_document, entry_to_document
from services.routing.store.inbox_rows import ROWS
from services.routing.store.letter_documents import letter_from_document, letter_to_document
from services.routing.store.reference_documents import (
    agency_from_document,
    agency_to_document,
    calendars_from_document,
    calendars_to_document,
    route_from_document,
    route_to_document,
    version_from_document,
    version_to_document,
)
from shared.security.fields import FieldCipher
from shared.store.work import Mapping

MAPPINGS = (
    Mapping(Case, collections.CASES, case_to_document, case_from_document, collections.CASE_INDEXES, ROWS),
    Mapping(Agency, collections.AGENCIES, agency_to_document, agency_from_document, collections.AGENCY_INDEXES),
    Mapping(Route, collections.ROUTES, route_to_document, route_from_document),
    Mapping(
        RouteVersion,
        collections.ROUTE_VERSIONS,
        version_to_document,
        version_from_document,
        collections.ROUTE_VERSION_INDEXES,
    ),
    Mapping(
        Connection,
        collections.CONNECTIONS,
        connection_to_document,
        connection_from_document,
        collections.CONNECTION_INDEXES,
    ),
    Mapping(Letter, collections.LETTERS, letter_to_document, letter_from_document, collections.LETTER_INDEXES),
    Mapping(ExchangeEntry, collections.EXCHANGE, entry_to_document, entry_from_document, collections.EXCHANGE_INDEXES),
    Mapping(Alarm, collections.ALARMS, alarm_to_document, alarm_from_document, collections.ALARM_INDEXES),
    Mapping(
        StepTime,
        collections.STEP_TIMES,
        step_time_to_document,
        step_time_from_document,
        collections.STEP_TIME_INDEXES,
    ),
    Mapping(Calendars, collections.CALENDARS, calendars_to_document, calendars_from_document),
    *BALANCE_MAPPINGS,
)


def mappings(cipher: FieldCipher) -> tuple[Mapping, ...]:
    """All of them; ``cipher`` seals what people wrote on tasks."""
    return (*MAPPINGS, OFFICER_MAPPING, assignment_mapping(cipher))
