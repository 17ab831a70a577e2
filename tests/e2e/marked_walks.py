"""Dossiers walked to their end with unmistakable personal values, by everybody who touches them, clumsy ones too.

A new kind of walk (a supplement, a withdrawal, a petition) is one more function in ``WALKS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import requests

from tests.e2e.marked import Json, Marked, Walked
from tests.e2e.visitor import PATIENCE, Visitor, sign_in_by_code, sign_in_for_api, sign_in_on_the_page
from tests.support.stack import Motcua
from tests.support.waiting import wait_until

UNDER_WAY = {"queued", "sending", "temporarily_failed", "unknown"}


def citizen_online(motcua: Motcua, seed: int) -> Walked:
    """Over the API, by a clumsy client: refused first, then sent twice; an officer looks for the name."""
    marked = Marked(seed)
    walked = Walked(marked, phone=marked.phone("applicant.phone"))
    applicant = {
        "kind": "citizen", "name": marked.text("applicant.name", "Đặng Thị {}"), "phone": walked.phone,
        "identity_number": marked.number("applicant.identity_number", 12), "email": marked.email("applicant.email"),
        "birth_date": marked.day("applicant.birth_date"), "address": marked.text("applicant.address", "Số 7 ngõ {}"),
        "representative": marked.person("representative"),
    }  # fmt: skip
    filing = {
        "procedure": "1.013817", "channel": "online", "applicant": applicant, "return_method": "counter",
        "submitted_by": marked.person("submitted_by"), "form": {"content": marked.text("form", "Xin {} sớm")},
    }  # fmt: skip
    citizen = Visitor(motcua, walked.answers)
    _refused(citizen, filing)
    key = {"Idempotency-Key": f"walk-{seed}"}
    dossiers = "/api/intake/v1/dossiers"
    filed = citizen.to("POST", dossiers, 201, json=filing, headers=key).json()
    assert citizen.to("POST", dossiers, 201, json=filing, headers=key).json() == filed
    citizen.to("POST", dossiers, 422, json={**filing, "return_method": "post"}, headers=key)
    walked.code, walked.owner = filed["code"], marked.secret("owner token", filed["owner_token"])
    officer = Visitor(motcua, walked.answers)
    sign_in_for_api(officer, motcua, marked)
    for looked_for in (applicant["name"], walked.phone, applicant["identity_number"]):
        officer.to("GET", dossiers, 200, params={"search": looked_for})
    officer.to("POST", f"{dossiers}/{walked.code}/accept", 200)
    _until_done(citizen, walked)
    body = {"method": "counter", "received_by_kind": "applicant"}
    officer.to("POST", f"{dossiers}/{walked.code}/return-result", 200, json=body)
    officer.to("POST", f"{dossiers}/{walked.code}/return-result", 409, json=body)
    _petitioned(citizen, motcua, walked)
    _until_told(officer, walked)
    return walked


def business_at_the_counter(motcua: Motcua, seed: int) -> Walked:
    """Over the pages, by an officer: the form refused once, sent twice; then found by name, accepted and given back."""
    marked = Marked(seed)
    walked = Walked(marked, phone=marked.phone("applicant.phone"))
    name = marked.text("applicant.name", "Công ty TNHH {}")
    procedure = "1.003039"
    form = {
        "procedure": procedure, "kind": "business", "channel": "counter", "return_method": "counter",
        "applicant-name": name, "applicant-tax_code": marked.number("applicant.tax_code", 10),
        "applicant-representative-name": marked.text("representative.name", "Ông Lưu Văn {}"),
        "applicant-address": marked.text("applicant.address", "12 phố {}"), "applicant-phone": f"0{walked.phone[3:]}",
        "applicant-email": marked.email("applicant.email"), "form-content": marked.text("form", "Lô máy {}"),
        "submitted_by-name": marked.text("submitted_by.name", "Trịnh {}"),
        "submitted_by-identity_number": marked.number("submitted_by.identity_number", 12),
        "submitted_by-phone": f"0{marked.phone('submitted_by.phone')[3:]}",
        "submitted_by-paper": marked.text("submitted_by.paper", "Giấy {}"),
    }  # fmt: skip
    officer = Visitor(motcua, walked.answers)
    officer.to("POST", "/desk/new", data=form)  # not signed in: the form is held, and given to whoever typed it
    sign_in_on_the_page(officer, motcua)
    page = officer.to("GET", f"/desk/new?procedure={procedure}&kind=business", 200)
    form["once"] = _hidden(page, "once")
    officer.to("POST", "/desk/new", 422, data={**form, "applicant-tax_code": "12"})
    officer.to("POST", "/desk/new", 200, data=form)
    confirmation = officer.to("POST", "/desk/new", 200, data=form)
    officer.to("POST", "/desk/new", 409, data={**form, "return_method": "post"})
    link = re.search(r"/tracking/o/([\w-]+)", confirmation.text)
    assert link, confirmation.text
    walked.owner = marked.secret("owner token", link[1])
    found = officer.to("POST", "/desk/search", 200, data={"search": name})
    code = re.search(r"/desk/dossiers/([\w.-]+)", found.text)
    assert code, found.text
    walked.code = code[1]
    dossier = f"/desk/dossiers/{walked.code}"
    page = officer.to("GET", f"{dossier}/accept", 200)
    officer.to("POST", f"{dossier}/accept", 200, data={"version": _hidden(page, "version")})
    _until_done(Visitor(motcua, walked.answers), walked)
    page = officer.to("GET", f"{dossier}/return", 200)
    given = {"version": _hidden(page, "version"), "method": "counter", "received_by": "applicant"}
    officer.to("POST", f"{dossier}/return", 200, data=given)
    _until_told(officer, walked)
    return walked


def citizen_signed_in(motcua: Motcua, seed: int) -> Walked:
    """Signed in by a code, over API and pages: a draft with help, papers asked for and sent, one dossier refused, the
    other withdrawn."""
    marked = Marked(seed)
    walked = Walked(marked, phone=marked.phone("applicant.phone"))
    applicant = {
        "kind": "citizen", "name": marked.text("applicant.name", "Phạm Thị {}"), "phone": walked.phone,
        "identity_number": marked.number("applicant.identity_number", 12), "email": marked.email("applicant.email"),
        "birth_date": marked.day("applicant.birth_date"), "address": marked.text("applicant.address", "Thôn {}"),
    }  # fmt: skip
    citizen, officer = Visitor(motcua, walked.answers), Visitor(motcua, walked.answers)
    code = sign_in_by_code(citizen, motcua, walked.phone)
    marked.secret("message with a sign-in code", f"{code} la ma dang nhap")
    profile = {name: applicant[name] for name in ("name", "identity_number", "birth_date", "address")}
    citizen.to("PUT", "/api/intake/v1/account", 200, json=profile)
    citizen.to("GET", "/my/profile", 200)
    _helped(citizen, officer, motcua, marked)
    filing = {"procedure": "1.013817", "applicant": applicant, "return_method": "counter"}
    dossiers = "/api/intake/v1/dossiers"
    refused = citizen.to("POST", dossiers, 201, json={**filing, "procedure": "1.012990"}).json()
    marked.secret("owner token of the refused", refused["owner_token"])
    filed = citizen.to("POST", dossiers, 201, json=filing).json()
    walked.code, walked.owner = filed["code"], marked.secret("owner token", filed["owner_token"])
    sign_in_for_api(officer, motcua, marked)
    officer.to("POST", f"{dossiers}/{refused['code']}/refuse", 200, json={"reason": "Không thuộc Sở"})
    asked = {"wanted": "Bản sao bằng", "reason": "Bản cũ mờ"}
    officer.to("POST", f"{dossiers}/{walked.code}/request-supplement", 200, json=asked)
    citizen.to("POST", "/dossiers/new", 409, data=_typed(applicant))  # looks like the one that is open
    text = {"text": marked.text("supplement.text", "Gửi bản {} mới")}
    citizen.to("POST", f"/my/dossiers/{walked.code}/supplement", 200, data=text)
    reason = {"reason": marked.text("withdrawal.reason", "Nhà có việc {}")}
    citizen.to("POST", f"/my/dossiers/{walked.code}/withdraw", 200, data=reason)
    for page in ("/my", f"/my/dossiers/{walked.code}?lang=en", f"/tracking/o/{walked.owner}?lang=vi"):
        citizen.to("GET", page, 200)
    _met(officer, motcua, walked, marked)
    _until_told(officer, walked, "withdrawn")
    return walked


def _helped(citizen: Visitor, officer: Visitor, motcua: Motcua, marked: Marked) -> None:
    """A draft, opened by the officer who is told its code; thrown away in the end."""
    values = {"procedure": "1.013817", "kind": "citizen", "form-content": marked.text("draft.content", "Xin {} giúp")}
    draft = citizen.to("POST", "/api/intake/v1/drafts", 201, json={"values": values}).json()["id"]
    help_page = citizen.to("POST", f"/my/drafts/{draft}/help", 200)
    code = re.search(r"\b\d{4} \d{4}\b", help_page.text.partition("<h1")[2])
    assert code, help_page.text
    sign_in_on_the_page(officer, motcua)
    officer.to("POST", "/desk/drafts/open", 422, data={"code": "0000 0000"})
    officer.to("POST", "/desk/drafts/open", 200, data={"code": code[0]})
    citizen.to("POST", f"/my/drafts/{draft}/delete", 200)


def _met(officer: Visitor, motcua: Motcua, walked: Walked, marked: Marked) -> None:
    """A line of the contact log, and a look at who it was."""
    line = {"means": "phone", "about": marked.text("contact.about", "Hỏi {} ra sao"), "code": walked.code}
    officer.to("POST", "/desk/contacts/new", 200, data=line)
    log = officer.to("POST", "/desk/contacts/search", 200, data={"search": walked.code})
    look = re.search(r"/desk/contacts/\w+/identity", log.text)
    assert look, log.text
    officer.to("POST", look[0], 200, data={"why": "Gọi lại"})


def _typed(applicant: Json) -> Json:
    year, month, day = applicant["birth_date"].split("-")
    born = {"day": day, "month": month, "year": year}
    fields = {name: applicant[name] for name in ("name", "identity_number", "address", "email")}
    return {
        "procedure": "1.013817", "kind": "citizen", "return_method": "counter", "once": "a-form-that-comes-once",
        **{f"applicant-{name}": value for name, value in fields.items()},
        **{f"applicant-birth_date-{name}": value for name, value in born.items()},
        "applicant-phone": f"0{applicant['phone'][3:]}",
    }  # fmt: skip


WALKS: tuple[Callable[[Motcua, int], Walked], ...] = (citizen_online, business_at_the_counter, citizen_signed_in)


def _petitioned(citizen: Visitor, motcua: Motcua, walked: Walked) -> None:
    """The owner writes to the hotline about the dossier; the petition officer looks who it is, and answers."""
    marked, petitions = walked.marked, "/api/hotline/v1/petitions"
    petition = {
        "kind": "feedback", "text": marked.text("petition.text", "Tôi chờ {} lâu quá"), "dossier":
        {"code": walked.code, "phone_last4": walked.phone[-4:]}, "contact": {
            "name": marked.text("contact.name", "Bà Đỗ Thị {}"), "phone": marked.phone("contact.phone"),
            "email": marked.email("contact.email"),
        },
    }  # fmt: skip
    citizen.to("POST", petitions, 422, json={**petition, "kind": petition["text"]})
    filed = citizen.to("POST", petitions, 201, json=petition).json()
    key = marked.secret("petition key", filed["token"])
    officer = Visitor(motcua, walked.answers)
    sign_in_for_api(officer, motcua, marked, "petition-officer")
    officer.to("POST", f"{petitions}/{filed['code']}/identity", 200, json={"why": "calling back"})
    officer.to("POST", f"{petitions}/{filed['code']}/assign", 200, json={"officer": "petition-officer"})
    officer.to("POST", f"{petitions}/{filed['code']}/answer", 200, json={"answer": "Chúng tôi xin lỗi."})
    leader = Visitor(motcua, walked.answers)
    sign_in_for_api(leader, motcua, marked, "leader")
    leader.to("POST", f"{petitions}/{filed['code']}/approve", 200)
    citizen.to("POST", f"{petitions}/track", 200, json={"code": filed["code"], "token": key})


def _refused(citizen: Visitor, filing: Json) -> None:
    """What people and programs get wrong: each is answered, and may be logged, but not with what it carried."""
    dossiers = "/api/intake/v1/dossiers"
    for part, value in (("birth_date", "31-02-1940"), ("identity_number", "12"), ("unheard_of", {"x": filing})):
        citizen.to("POST", dossiers, 422, json={**filing, "applicant": {**filing["applicant"], part: value}})
    citizen.to("POST", dossiers, 422, json={**filing, "channel": filing["applicant"]["name"]})
    citizen.to("POST", dossiers, 404, 422, json={**filing, "procedure": filing["applicant"]["name"]})
    citizen.to("POST", dossiers, 400, 422, data=str(filing).encode(), headers={"Content-Type": "application/json"})
    citizen.to("POST", dossiers, 415, data=str(filing).encode(), headers={"Content-Type": "text/plain"})
    citizen.to("POST", dossiers, 413, json={**filing, "form": {"content": filing["applicant"]["name"] * 40_000}})
    citizen.to("POST", "/dossiers/new", 422, data={"procedure": filing["procedure"], "applicant-phone": "+8491"})
    # Typed where it does not belong; and a program that puts everything into the address.
    citizen.to("GET", "/procedures", 200, params={"search": filing["applicant"]["name"]})
    citizen.to("GET", "/tracking", params=filing["applicant"])
    citizen.to("GET", "/api/intake/v1/tracking", params=filing["applicant"])
    citizen.to("GET", "/tracking", params={"q": filing["applicant"]["name"] * 300})


def _until_done(citizen: Visitor, walked: Walked) -> None:
    """The agency has decided; the owner looks at page and API meanwhile."""
    owner = {"X-Owner-Token": walked.owner}

    def view() -> Json:
        return dict(citizen.to("GET", f"/api/intake/v1/dossiers/{walked.code}", 200, headers=owner).json())

    wait_until(lambda: view()["status"] == 9, PATIENCE, describe=view)
    for language in ("vi", "en"):
        citizen.to("GET", f"/tracking/o/{walked.owner}?lang={language}", 200)
    citizen.to("GET", f"/tracking/o/{walked.owner}/receipt.pdf", 200)
    citizen.to("POST", "/api/intake/v1/tracking", 200, json={"code": walked.code, "token": walked.owner})


def _until_told(officer: Visitor, walked: Walked, end: str = "returned") -> None:
    """No message is under way any more, and at least one of each channel reached the outside."""

    def messages() -> list[Json]:
        path = f"/api/notifications/v1/messages?subject={walked.code}&limit=50"
        return list(officer.to("GET", path, 200).json()["items"])

    def ended() -> bool:
        rows = messages()
        told = {(row["event"], row["channel"]): row["status"] for row in rows}
        sms_delivered = all(status != "accepted" for (_, channel), status in told.items() if channel == "sms")
        last = any(event == end for event, _ in told)
        return last and sms_delivered and not UNDER_WAY & set(told.values())

    wait_until(ended, PATIENCE, describe=messages)
    reached = {row["channel"] for row in messages() if row["status"] in ("accepted", "delivered")}
    assert reached == {"sms", "email"}


def _hidden(page: requests.Response, name: str) -> str:
    value = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert value, f"no hidden {name} on {page.url}"
    return value[1]
