"""How a fee is paid by transfer, as pages show it: the VietQR code, what stands beside it, and whether it was paid."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import segno
from flask import Response, jsonify
from markupsafe import Markup

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.refund import Refund
from services.intake.use_cases.money.paying import payment_request
from services.intake.use_cases.money_ports import PaymentRequest
from services.intake.web.parts import Parts
from services.intake.web.scripts import script
from shared.http.preconditions import etag, with_etag
from shared.ui import display, words
from shared.ui.texts import gettext as _

WAITING = "payment-wait.js"


@dataclass(frozen=True, slots=True)
class Payment:
    """``state`` is where the page's script asks whether the money came; ``trial`` leads to the simulated bank."""

    request: PaymentRequest
    drawing: Markup
    state: str
    trial: str

    @property
    def bank(self) -> str:
        return self.request.bank.in_language(display.language())

    @property
    def script(self) -> str:
        return script(WAITING)


def payment_of(parts: Parts, dossier: Dossier, base: str) -> Payment | None:
    """None where nothing is owed, or only cash is taken; ``base`` is the address of the dossier's page."""
    request = payment_request(parts.ports, dossier.owed)
    if request is None:
        return None
    trial = parts.place.trial_bank
    amount = words.money(request.amount, display.language())
    label = _("Mã VietQR để chuyển %(amount)s, nội dung %(memo)s", amount=amount, memo=request.reference)
    return Payment(
        request,
        drawn(request.code, label),
        f"{base}/payment-state",
        f"{trial}?{urlencode({'code': request.code, 'lang': display.language()})}" if trial else "",
    )


def drawn(code: str, label: str) -> Markup:
    """The drawing of a code, as SVG without styles; ``label`` is read out in its place."""
    drawing = segno.make(code, error="m", micro=False).svg_inline(
        border=4, dark="#22201c", light="#fff", omitsize=True, svgclass="pay-code", lineclass=None, title=label
    )
    return Markup(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - our own text, escaped by segno


def state_of(dossier: Dossier) -> Response:
    """Whether anything is owed still; a page that has this answer already gets an empty 304."""
    owed = dossier.owed is not None
    return with_etag(jsonify({"owed": owed}), etag(dossier.version, owed))


def refund_words(refund: Refund) -> str:
    """What its owner reads."""
    tongue = display.language()
    amount, why = words.money(refund.amount, tongue), refund.case.words.in_language(tongue)
    why = why[:1].lower() + why[1:]
    if refund.given is None:
        return _("Chúng tôi hoàn lại %(amount)s: %(why)s.", amount=amount, why=why)
    return _(
        "Đã hoàn lại %(amount)s ngày %(day)s, chứng từ số %(number)s: %(why)s.",
        amount=amount,
        day=words.short_date(refund.given.at, tongue),
        number=refund.given.number,
        why=why,
    )
