"""Open311 GeoReport v2: what other applications ask and send, in the addresses and words of that specification."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from services.hotline.api import open311_shown as shown
from services.hotline.api.open311_formats import TYPES, written
from services.hotline.api.open311_once import once
from services.hotline.api.petitions import language
from services.hotline.domain.errors import FieldFault, HotlineError, InvalidRequest, NotFound, Words
from services.hotline.use_cases.attachments.attach import attached, keep, prepare, sum_of
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from services.hotline.use_cases.open311.clients import BadKey, require_client
from services.hotline.use_cases.open311.list_requests import Wanted, code_of_token, list_requests, view_request
from services.hotline.use_cases.open311.open311_ports import Open311Desk
from services.hotline.use_cases.open311.request_reading import UNKNOWN_SERVICE, read_request
from services.hotline.use_cases.open311.submit_request import Submitted, submit_request
from services.hotline.use_cases.ports import Ports
from shared.http.body_size import takes_up_to
from shared.http.correlation import request_context
from shared.http.faults import to_problem
from shared.http.idempotency import AnswerStore
from shared.security.access import needs, public
from shared.store.change import Answer
from shared.telemetry.logs import get_logger

FORMAT = ".<format>"
UNKNOWN_PLACE = Words("Không có jurisdiction_id này", "jurisdiction_id provided was not found")
BAD_DATE = Words("Ngày giờ theo ISO 8601, có múi giờ", "An ISO 8601 date and time with its offset")
_log = get_logger(__name__)


def open311_blueprint(ports: Ports, desk: Open311Desk, attachments: AttachmentDesk, answers: AnswerStore) -> Blueprint:
    """Everything under ``/open311/v2``."""
    blueprint = Blueprint("open311", __name__, url_prefix="/open311/v2")
    blueprint.register_error_handler(Exception, _refusal)
    blueprint.register_error_handler(HTTPException, _refusal)
    blueprint.before_request(_known_format)
    _add_services(blueprint, ports, desk)
    _add_requests(blueprint, ports, desk)
    _add_taking(blueprint, ports, desk, attachments, answers)
    return blueprint


def _add_services(blueprint: Blueprint, ports: Ports, desk: Open311Desk) -> None:
    @blueprint.get(f"/discovery{FORMAT}")
    @public
    def discovery(format: str) -> Response:
        return written(format, "discovery", shown.discovery(desk, ports.unit, language()))

    @blueprint.get(f"/services{FORMAT}")
    @public
    def services(format: str) -> Response:
        _here(desk)
        return written(format, "services", [shown.service(one, language()) for one in desk.catalogue.services])

    @blueprint.get(f"/services/<code>{FORMAT}")
    @public
    def definition(code: str, format: str) -> Response:
        _here(desk)
        service = desk.catalogue.service(code)
        if service is None:
            raise NotFound("unknown-service", UNKNOWN_SERVICE)
        return written(format, "service_definition", shown.definition(service, desk.catalogue, language()))


def _add_requests(blueprint: Blueprint, ports: Ports, desk: Open311Desk) -> None:
    @blueprint.get(f"/requests{FORMAT}")
    @public
    def requests(format: str) -> Response:
        _here(desk)
        found = list_requests(desk, _wanted(), ports.clock())
        return written(format, "service_requests", [shown.request(one, ports.unit, language()) for one in found])

    @blueprint.get(f"/requests/<code>{FORMAT}")
    @public
    def one_request(code: str, format: str) -> Response:
        _here(desk)
        found = shown.request(view_request(desk, code), ports.unit, language())
        return written(format, "service_requests", [found])

    @blueprint.get(f"/tokens/<token>{FORMAT}")
    @public
    def token(token: str, format: str) -> Response:
        _here(desk)
        told = {"service_request_id": code_of_token(desk, token), "token": token}
        return written(format, "service_requests", [told])


def _add_taking(
    blueprint: Blueprint, ports: Ports, desk: Open311Desk, attachments: AttachmentDesk, answers: AnswerStore
) -> None:
    @blueprint.post(f"/requests{FORMAT}")
    @takes_up_to(attachments.limits.form_bytes)
    @needs("petition.file")
    def create(format: str) -> Response:
        """``media``: a file in the form, as some clients send beside or instead of an address."""
        _here(desk)
        fields = {**request.args.to_dict(), **request.form.to_dict()}
        client = require_client(ports, fields.pop("api_key", ""))
        asked = read_request(desk.catalogue, fields, language())

        media = [(one.filename or "media", one.read()) for one in request.files.getlist("media")]
        sums = {"media": ",".join(sum_of(content) for _, content in media)} if media else {}

        def act(answer: Any) -> dict[str, Any]:
            def kept(done: Submitted) -> Answer | None:
                told: Answer | None = answer(shown.submitted(done, desk, language()))
                return told

            context = request_context(clock=ports.clock)
            prepared = prepare(attachments, media)
            done = submit_request(
                ports, client, asked, context, answer=kept,
                beside=lambda petition: attached(attachments, prepared, petition.id, context),
            )  # fmt: skip
            keep(attachments, prepared)
            return shown.submitted(done, desk, language())

        return written(format, "service_requests", [once(answers, client, {**fields, **sums}, ports.clock(), act)])


def _known_format() -> None:
    if (request.view_args or {}).get("format") not in TYPES:
        raise NotFound("unknown-format", Words("Chỉ có .xml và .json", "There are .xml and .json"))


def _here(desk: Open311Desk) -> None:
    """Raises NotFound for another place than this one."""
    asked = request.values.get("jurisdiction_id", "").strip()
    if asked and asked != desk.jurisdiction:
        raise NotFound("unknown-jurisdiction", UNKNOWN_PLACE)


def _wanted() -> Wanted:
    def several(name: str) -> list[str]:
        given = ",".join(request.args.getlist(name))
        return [one.strip() for one in given.split(",") if one.strip()]

    return Wanted(
        several("service_request_id"), several("service_code"), several("status"), _at("start_date"), _at("end_date")
    )


def _at(name: str) -> datetime | None:
    """A plus that came unescaped reads as a blank, and clients send it so. Raises InvalidRequest."""
    text = request.args.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        at.utctimetuple()
    except (ValueError, OverflowError):
        raise InvalidRequest(FieldFault(f"/{name}", BAD_DATE)) from None
    if at.tzinfo is None:
        raise InvalidRequest(FieldFault(f"/{name}", BAD_DATE))
    return at


def _refusal(fault: Exception) -> Response:
    """Open311 knows 400, 403 and 404; what else there is keeps its own status."""
    format = "json" if request.path.endswith(".json") else "xml"
    tongue = language()
    headers: dict[str, str] = {}
    if isinstance(fault, InvalidRequest):
        status = 400
        told = [(one.pointer.strip("/"), one.words.in_language(tongue)) for one in fault.faults]
        errors = [shown.error(status, f"{field}: {words}") for field, words in told]
    elif isinstance(fault, HotlineError):
        status = 403 if isinstance(fault, BadKey) else 404 if isinstance(fault, NotFound) else 400
        if hasattr(fault, "retry_after"):
            status, headers = 429, {"Retry-After": str(fault.retry_after)}
        errors = [shown.error(status, fault.words.in_language(tongue))]
    else:
        problem = to_problem(fault)
        status, headers = problem.status, dict(problem.headers)
        errors = [shown.error(status, problem.detail or problem.title)]
        if status == 500:
            _log.exception("request failed", status=status, fault=type(fault).__name__, endpoint=request.endpoint)
    response = written(format, "errors", errors, status)
    response.headers.extend(headers)
    return response
