"""The contact log's pages for officers: the lines, a new one, and who it was, which is asked for with a reason."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.contact_log import Contact, Means
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.errors import InvalidRequest, NotFound
from services.intake.use_cases.contact_log import list_contacts, look_who, write_contact
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_contact_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the log onto the blueprint."""

    @pages.get("/desk/contacts")
    @needs("contact.list")
    def contacts() -> str:
        return _log_page(parts, _code_of(request.args.get("code", "")))

    @pages.post("/desk/contacts/search")
    @needs("contact.list")
    def search_contacts() -> str:
        return _log_page(parts, request.form.get("search", "").strip()[:200])

    @pages.get("/desk/contacts/new")
    @needs("contact.write")
    def new_contact() -> str:
        return _new_page(Form({"code": request.args.get("code", "")[:80], "means": "counter"}))

    @pages.post("/desk/contacts/new")
    @needs("contact.write")
    def send_contact() -> AnyResponse:
        values, context = request.form.to_dict(), request_context(clock=parts.ports.clock)
        try:
            write_contact(parts.ports, current_caller(), values, context)
        except InvalidRequest as wrong:
            return make_response(_new_page(form_of(values, wrong, _labels())), 422)
        except NotFound as unknown:
            errors = {"code": unknown.words.in_language(display.language())}
            return make_response(_new_page(Form(values, errors, _labels())), 404)
        code = _code_of(values.get("code", ""))
        return redirect(f"/desk/contacts?done=written{f'&code={code}' if code else ''}", 303)

    @pages.post("/desk/contacts/<id>/identity")
    @needs("contact.identity")
    def look(id: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        try:
            found = look_who(parts.ports, current_caller(), id, request.form.get("why", ""), context)
        except InvalidRequest as wrong:
            told = "; ".join(fault.words.in_language(display.language()) for fault in wrong.faults)
            return make_response(_log_page(parts, "", told=told), 422)
        return make_response(_log_page(parts, "", seen=found))


def _log_page(parts: Parts, search: str, seen: Contact | None = None, told: str = "") -> str:
    try:
        cursor = request.args.get("cursor") or None
        page = list_contacts(parts.ports, current_caller(), search=search, cursor=cursor)
    except ValueError:
        raise Problem(404, "not-found") from None
    tongue = display.language()
    day = parts.now().date()
    names = {one.procedure: parts.ports.catalogue.current(one.procedure, day) for one in page.items if one.procedure}
    accounts = {one.officer: parts.ports.accounts.find(one.officer) for one in page.items}
    done = _("Đã ghi vào sổ.") if request.args.get("done") == "written" else ""
    may = parts.ports.access.scopes
    return render_template(
        "intake/desk_contacts.html",
        contacts=page.items,
        more=_more(page.next, search),
        search=search,
        seen=seen,
        procedures={code: one.name.in_language(tongue) for code, one in names.items() if one},
        officers={name: one.display_name.in_language(tongue) for name, one in accounts.items() if one},
        told=told or done,
        may_look=bool(may(current_caller().all_roles, "contact.identity")),
        may_write=bool(may(current_caller().all_roles, "contact.write")),
        now=parts.now(),
    )


def _more(next: str | None, search: str) -> str:
    """Where the older lines are; empty where there are none, or where a name or number was searched for."""
    code = _code_of(search)
    if next is None or (search and not code):
        return ""
    return f"/desk/contacts?cursor={next}{f'&code={code}' if code else ''}"


def _code_of(text: str) -> str:
    """The dossier's code; empty for all else, as names and phone numbers never stand in an address."""
    try:
        return str(DossierCode.read(text))
    except InvalidCode:
        return ""


def _new_page(form: Form) -> str:
    tongue = display.language()
    means = [{"value": one.value, "text": one.words.in_language(tongue)} for one in (Means.COUNTER, Means.PHONE)]
    return render_template("intake/desk_contact_new.html", form=form, labels=_labels(), means=means)


def _labels() -> dict[str, str]:
    return {
        "means": _("Gặp bằng cách nào"),
        "about": _("Về việc gì"),
        "code": _("Mã hồ sơ"),
        "name": _("Họ và tên"),
        "phone": _("Số điện thoại"),
    }
