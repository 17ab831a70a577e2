"""Letters that are not as usual: other bytes, other sizes, bad signatures, no letters at all."""

from __future__ import annotations

import json
import uuid
from typing import Any

from deploy.simulators.agency.sheet import encoded
from deploy.simulators.agency.signing import sign
from deploy.simulators.agency_check import contract
from deploy.simulators.agency_check.contract import ACKNOWLEDGED, ASSIGNED, DECIDED
from deploy.simulators.agency_check.dossier import Dossier
from deploy.simulators.agency_check.line import Letter, letter, signed
from deploy.simulators.agency_check.place import SigningKey

UNKNOWN = "agency.task.praised.v1"


def unknown_fields(one: Dossier) -> None:
    event = one.event(ASSIGNED, colour="xanh", nested={"more": [1, None]})
    event |= {"tracestate": "v=1", "someextension": "x"}
    event["data"]["step"] |= {"new": True}
    _answered(one, letter(event, one.stage.place.keys[0]))


def other_bytes(one: Dossier) -> None:
    event = one.event(ASSIGNED)
    turned = dict(reversed(event.items()))
    body = json.dumps(turned, ensure_ascii=False, indent=3, separators=(" ,", " :  ")).encode() + b"\n "
    _answered(one, signed(event["id"], body, one.stage.place.keys[0]))


def largest(one: Dossier) -> None:
    _answered(one, _filled(one, contract.agency_side()["largest_body"]))


def oversized(one: Dossier) -> None:
    one.refused(_filled(one, contract.agency_side()["largest_body"] + 1))


def unknown_type(one: Dossier) -> None:
    one.wants()
    event = one.event(ASSIGNED) | {"type": UNKNOWN}
    one.may_give_back.add(event["id"])
    one.send(letter(event, one.stage.place.keys[0]))
    one.probe()


def not_json(one: Dossier) -> None:
    one.refused(signed(str(uuid.uuid4()), "Hồ sơ số 1: {".encode(), one.stage.place.keys[0]))


def not_a_letter(one: Dossier) -> None:
    event = one.event(ASSIGNED)
    event["data"] = {"dossier": one.code(), "task_id": None}
    one.refused(letter(event, one.stage.place.keys[0]))


def unsigned(one: Dossier) -> None:
    good = _good(one)
    one.refused(Letter(good.id, good.body, None))


def forged(one: Dossier) -> None:
    one.refused(letter(one.event(ASSIGNED), SigningKey.new(one.stage.place.keys[0].id)))


def altered(one: Dossier) -> None:
    good = _good(one)
    one.refused(Letter(good.id, good.body.replace(b'"priority":false', b'"priority":true '), good.jws))


def no_algorithm(one: Dossier) -> None:
    good = _good(one)
    header: dict[str, Any] = {"alg": "none", "b64": False, "crit": ["b64"], "kid": one.stage.place.keys[0].id}
    one.refused(Letter(good.id, good.body, f"{encoded(json.dumps(header).encode())}.."))


def _good(one: Dossier) -> Letter:
    return letter(one.event(ASSIGNED), one.stage.place.keys[0])


def _answered(one: Dossier, sent: Letter) -> None:
    one.wants(ACKNOWLEDGED, DECIDED)
    one.send(sent)
    one.wait_for(DECIDED)


def _filled(one: Dossier, size: int) -> Letter:
    """A task of exactly so many bytes, by the name of its paper."""
    event, key = one.event(ASSIGNED), one.stage.place.keys[0]
    event["data"]["components"] = [{"name": "", "original": False}]
    missing = size - len(letter(event, key).body)
    event["data"]["components"][0]["name"] = "x" * missing
    body = json.dumps(event, separators=(",", ":")).encode()
    return Letter(event["id"], body, sign(body, key.private, key.id))
