"""The forms of a dossier as PDF."""

from __future__ import annotations

from flask import Response

from services.intake.use_cases.issue_receipt import ReceiptOffice, issue_receipt
from services.intake.use_cases.ports import Ports
from shared.http.correlation import current_caller
from shared.http.parsing import Blueprint
from shared.security.access import needs


def forms_blueprint(ports: Ports, office: ReceiptOffice) -> Blueprint:
    blueprint = Blueprint("forms", __name__, description="forms on paper")

    @blueprint.route("/dossiers/<code>/forms/receipt.pdf", methods=["GET"])
    @blueprint.response(200, content_type="application/pdf")
    @needs("dossier.receipt")
    def receipt(code: str) -> Response:
        """Form 01: receipt and appointment, for its owner (token) or an officer of its unit."""
        dossier, drawn = issue_receipt(ports, office, current_caller(), code)
        return pdf(drawn, f"giay-tiep-nhan-{dossier.code}.pdf")

    return blueprint


def pdf(drawn: bytes, name: str) -> Response:
    """A document shown in the browser, kept by nobody on the way: it holds a personal link."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(drawn, mimetype="application/pdf", headers=headers)
