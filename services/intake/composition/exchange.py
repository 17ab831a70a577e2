"""Puts together what agencies need at our door: signed links, their results, papers within letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.intake.gateways.links import links_of
from services.intake.jobs import Handler
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.result_documents import RESULTS, result_mapping
from services.intake.use_cases.exchange.jobs import SEND_JOB, TAKE_JOB
from services.intake.use_cases.exchange.ports import ExchangeDesk
from services.intake.use_cases.exchange.send_papers import send_papers
from services.intake.use_cases.exchange.take_result import take_result
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Ports
from shared.bus.worker import Part, Periodic
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings
from shared.store.change import Work
from shared.store.mapping import Mapping
from shared.store.passing import EVERY_SECONDS, forget_passed

if TYPE_CHECKING:
    from pymongo.database import Database


def exchange_mappings(cipher: FieldCipher, index: BlindIndex) -> tuple[Mapping, ...]:
    """How the results of agencies are kept."""
    return (result_mapping(PersonalFields(cipher, index, RESULTS)),)


def exchange_desk(settings: Settings, ports: Ports, papers: PaperDesk) -> ExchangeDesk:
    """For the links: the centre's public key lies beside the other keys."""
    return ExchangeDesk(ports, papers, links_of(settings.secrets_dir / "centre.public.json"))


def exchange_handlers(work: Work, desk: PaperDesk) -> dict[str, Handler]:
    """The jobs that agencies' messages and uploads leave behind."""
    return {
        TAKE_JOB: lambda job, now: take_result(work, desk, job, now),
        SEND_JOB: lambda job, now: send_papers(work, desk, job, now),
    }


def exchange_timers(database: Database[dict[str, Any]]) -> dict[str, Part]:
    """What was carried through is forgotten soon after the broker has it."""
    return {"passing papers": Periodic(EVERY_SECONDS, lambda: _forget(database))}


def _forget(database: Database[dict[str, Any]]) -> None:
    forget_passed(database)
