"""The house itself: the reception unit, the office that gives out forms, how often what may be asked."""

from __future__ import annotations

from services.intake.domain.errors import Words
from services.intake.gateways.forms import TypstForms, read_numberings
from services.intake.store.book_rows import BookRows
from services.intake.store.form_documents import FormQueries
from services.intake.use_cases.form_ports import FormOffice
from services.intake.use_cases.ports import ReceptionUnit
from shared.settings import Settings
from shared.store.history import EventHistory


def reception_unit(settings: Settings) -> ReceptionUnit:
    """The unit whose front door this is."""
    return ReceptionUnit(
        settings.unit_code,
        Words(settings.unit_name, settings.unit_name_en),
        Words(settings.province, settings.province_en),
    )


def form_office(settings: Settings, copies: FormQueries, kept: EventHistory, book: BookRows) -> FormOffice:
    """What forms are issued with."""
    return FormOffice(
        address=settings.place_address,
        hotline=settings.hotline,
        public_url=settings.public_url,
        drawer=TypstForms(settings.forms_folder, settings.fonts_folder),
        copies=copies,
        kept=kept,
        book=book,
        numberings=read_numberings(settings.forms_folder, settings.form_numbering),
    )


def rates(settings: Settings) -> dict[str, str]:
    """How often each may be asked, by the limit's name: ``<count>/<span>``."""
    return {
        "tracking-code": settings.tracking_rate_per_code,
        "tracking-address": settings.tracking_rate_per_address,
        "verify-address": settings.verify_rate_per_address,
        "sign-in-account": settings.sign_in_rate_per_account,
        "sign-in-address": settings.sign_in_rate_per_address,
        "code-reach": settings.code_rate_per_reach,
        "code-reach-day": settings.code_rate_per_reach_and_day,
        "code-address": settings.code_rate_per_address,
        "help-officer": settings.help_rate_per_officer,
        "guidance-address": settings.guidance_rate_per_address,
        "ticket-address": settings.ticket_rate_per_address,
        "told-reach": settings.told_rate_per_reach,
        "invite-account": settings.invite_rate_per_account,
        "alike-address": settings.alike_rate_per_address,
        "payment-refused": settings.payment_refused_rate_per_address,
    }
