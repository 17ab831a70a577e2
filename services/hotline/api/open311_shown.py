"""What Open311 clients are told, with the specification's names; nothing here leads to a person."""

from __future__ import annotations

from typing import Any

from services.hotline.api.open311_formats import moment
from services.hotline.domain.errors import Words
from services.hotline.domain.open311.catalogue import Attribute, Catalogue, Service
from services.hotline.use_cases.open311.list_requests import PublicRequest
from services.hotline.use_cases.open311.open311_ports import Open311Desk
from services.hotline.use_cases.open311.submit_request import Submitted

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
LONGEST_DESCRIPTION = 4000
Told = dict[str, Any]


def discovery(desk: Open311Desk, unit: Words, tongue: str) -> Told:
    changeset = desk.catalogue.changeset
    return {
        "changeset": changeset,
        "contact": unit.in_language(tongue),
        "key_service": _KEY_SERVICE.in_language(tongue),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": desk.address,
                "changeset": changeset,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def service(one: Service, tongue: str) -> Told:
    return {
        "service_code": one.code,
        "service_name": one.name.in_language(tongue),
        "description": one.description.in_language(tongue),
        "metadata": True,
        "type": one.reply.value,
        "keywords": one.keywords.in_language(tongue),
        "group": one.group.in_language(tongue),
    }


def definition(one: Service, catalogue: Catalogue, tongue: str) -> Told:
    asked = [_attribute(number, each, tongue) for number, each in enumerate(catalogue.attributes, start=1)]
    return {"service_code": one.code, "attributes": asked}


def _attribute(order: int, one: Attribute, tongue: str) -> Told:
    return {
        "variable": one.variable,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.required,
        "datatype_description": one.hint.in_language(tongue),
        "order": order,
        "description": one.description.in_language(tongue),
    }


def request(one: PublicRequest, unit: Words, tongue: str) -> Told:
    """The description is what was published of it, else the service's name; where it happened is never told."""
    petition, name = one.petition, one.service.name.in_language(tongue)
    return {
        "service_request_id": petition.code,
        "status": one.status,
        "status_notes": petition.status.words.in_language(tongue),
        "service_name": name,
        "service_code": one.service.code,
        "description": (one.text or name)[:LONGEST_DESCRIPTION],
        "agency_responsible": unit.in_language(tongue),
        "service_notice": None,
        "requested_datetime": moment(petition.received_at),
        "updated_datetime": moment(one.updated_at),
        "expected_datetime": moment(petition.due_at),
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def submitted(one: Submitted, desk: Open311Desk, tongue: str) -> Told:
    """The code, or the token by which to ask for it; and the key to come back by, told this once."""
    site = desk.address.removesuffix("/open311/v2")
    first = {"token": one.token} if one.token else {"service_request_id": one.petition.code}
    words = _NOTICE_BATCH if one.token else _NOTICE
    notice = words.in_language(tongue).format(key=one.key, site=site)
    return {**first, "service_notice": notice, "account_id": None}


def error(status: int, words: str) -> Told:
    return {"code": status, "description": words}


_KEY_SERVICE = Words(
    "Gửi đề nghị cấp api_key tới đơn vị trên, kèm tên ứng dụng và người phụ trách",
    "Ask the unit above for an api_key, with the application's name and who is in charge of it",
)
_NOTICE = Words(
    "Khóa tra cứu: {key}. Giữ lại cùng mã phản ánh để xem câu trả lời tại {site}/hotline/track",
    "Key: {key}. Keep it with the request's id, to read the answer at {site}/hotline/track",
)
_NOTICE_BATCH = Words(
    "Cán bộ đọc xong thì mã phản ánh có theo token này. Khóa tra cứu: {key}. Giữ lại cùng mã để xem câu trả lời tại"
    " {site}/hotline/track",
    "The request's id follows by this token once somebody has read it. Key: {key}. Keep it with the id, to read the"
    " answer at {site}/hotline/track",
)
