"""What a signed-in person has of the filing form: fields filled in, in whose name, and drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import make_response, redirect
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.business import Business
from services.intake.domain.errors import NotFound
from services.intake.domain.personal import ApplicantKind
from services.intake.use_cases.businesses import my_businesses
from services.intake.use_cases.drafts import save_draft, save_helped
from services.intake.use_cases.profile import view_account
from services.intake.web import my_sign_in
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.caller import ACCOUNT_KIND
from shared.text import show_phone
from shared.ui.texts import gettext as _


def known_values(parts: Parts, kind: ApplicantKind, account: str) -> dict[str, str]:
    """The fields that the account of whoever signed in can fill in."""
    if current_caller().kind != ACCOUNT_KIND:
        return {}
    me = view_account(parts.ports, current_caller())
    reached = {"applicant-phone": show_phone(me.phone) if me.phone else "", "applicant-email": me.email or ""}
    if kind is ApplicantKind.CITIZEN:
        born, profile = me.profile.birth_date, me.profile
        values = {
            **reached,
            "applicant-name": profile.name,
            "applicant-identity_number": profile.identity_number or "",
            "applicant-address": profile.address,
        }
        if born:
            parts_of_day = (("day", born.day), ("month", born.month), ("year", born.year))
            values |= {f"applicant-birth_date-{name}": str(number) for name, number in parts_of_day}
        return values
    businesses = _may_file_for(parts)
    found = next((one for one in businesses if one.id == account), businesses[0] if businesses else None)
    if found is None:
        return reached
    return {
        **reached,
        "account": found.id,
        "applicant-name": found.facts.name,
        "applicant-tax_code": found.facts.tax_code,
        "applicant-address": found.facts.address,
        "applicant-representative-name": found.facts.representative,
    }


def accounts_for(parts: Parts, kind: ApplicantKind) -> list[dict[str, Any]]:
    """In whose name a signed-in person may file, as choices; none where there is nothing to choose."""
    if current_caller().kind != ACCOUNT_KIND or kind is ApplicantKind.CITIZEN:
        return []
    businesses = _may_file_for(parts)
    if not businesses:
        return []
    own = {"value": "", "text": _("Hồ sơ của riêng tôi")}
    return [*({"value": one.id, "text": one.facts.name} for one in businesses), own]


def save_draft_page(parts: Parts, values: Mapping[str, str], *, at_counter: bool) -> AnyResponse:
    """Keep what was typed; whoever is not signed in signs in first, and finds it as it was."""
    caller, context, id = current_caller(), request_context(clock=parts.ports.clock), values.get("draft", "")
    if at_counter:
        save_helped(parts.ports, caller, id, values, context)
        return redirect(f"/desk/new?draft={id}", 303)
    if caller.kind != ACCOUNT_KIND:
        held = {name: value for name, value in values.items() if name != "save"}
        return make_response(my_sign_in.ask_page(next_address=my_sign_in.FILING, held=held))
    account = values.get("account") or None
    try:
        save_draft(parts.ports, caller, values, context, id=id or None, account=account)
    except NotFound:  # thrown away or expired meanwhile: what was typed is kept all the same
        save_draft(parts.ports, caller, values, context, account=account)
    return redirect("/my?done=draft-saved", 303)


def _may_file_for(parts: Parts) -> tuple[Business, ...]:
    caller = current_caller()
    found = my_businesses(parts.ports, caller)
    return tuple(one for one in found if (role := one.role_of(caller.id)) is not None and role.may_file)
