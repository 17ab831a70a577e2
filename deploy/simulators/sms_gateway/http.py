"""The provider's address: eSMS's POST, and beside it what only a simulator has: the phones, and faults to order."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from deploy.simulators.faults import BadOrder, Fault, Faults
from deploy.simulators.sms_gateway.callbacks import Callbacks
from deploy.simulators.sms_gateway.phones import KEPT, Phones

SEND = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
# A made-up second provider of another shape: PUT under the caller's own id, a key in a header, answers by status.
NHANH = "/nhanh/v2/messages/"
# Zalo's: words that it approved, by number; it knows no repetition, and a phone may have no account there.
ZALO = "/zalo/message/template"
STATUS = "/MainService.svc/json/GetSendStatus"
LARGEST = 100_000
SHOWN = 200
LONGEST_WRITTEN = 1_000
ANSWERS = ("400", "401", "404", "429", "500", "502", "503", "nothing", "silent", "garbage", "html", "slow")
TOLD_TWICE = "124"
PHONE = re.compile(r"(0|84|\+)?[0-9]{8,15}")


class Gateway(ThreadingHTTPServer):
    """One account with its phones."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], keys: tuple[str, str], secret: str, delay: float, inbound_url: str = "",
        kept: int = KEPT,
    ) -> None:  # fmt: skip
        super().__init__(address, Handler)
        self.keys = keys
        self.inbound_url = inbound_url
        self.zalo_url = ""
        self.without_zalo: frozenset[str] = frozenset()
        self.faults = Faults(ANSWERS)
        self.phones = Phones(kept)
        self.callbacks = Callbacks(self.phones, secret, delay)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no fault of ours."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Gateway
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Phones, messages, standing orders."""
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        phones = self.server.phones
        if url.path == "/messages":
            self._json(200, {"items": phones.messages(query.get("phone"), _number(query.get("limit"), SHOWN))})
        elif url.path == "/phones":
            self._json(200, {"items": phones.numbers()})
        elif url.path == STATUS:
            self._serve(lambda: (200, self._status(query)))
        elif url.path.startswith(NHANH):
            self._serve(lambda: self._status_nhanh(url.path.removeprefix(NHANH)))
        elif url.path == "/control":
            standing = self.server.faults.standing()
            self._json(200, {**standing, "receipts": self.server.callbacks.mode, "requests": phones.requests})
        elif url.path == "/readyz":
            self._json(200, {})
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        """A message, or an order."""
        body = self._body()
        if body is None:
            return
        if self.path == "/control":
            self._control(body)
        elif self.path == "/write":
            self._write(body)
        elif self.path == SEND:
            self._serve(lambda: (200, self._accept(body)))
        elif self.path == ZALO:
            self._serve(lambda: (200, self._accept_zalo(body)))
        else:
            self._json(404, {})

    def do_PUT(self) -> None:
        """A message to the second provider."""
        body = self._body()
        if body is None:
            return
        if self.path.startswith(NHANH):
            self._serve(lambda: self._accept_nhanh(self.path.removeprefix(NHANH), body))
        else:
            self._json(404, {})

    def _body(self) -> dict[str, Any] | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            self._json(413, {})
            return None
        try:
            found = json.loads(self.rfile.read(length))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self._json(400, {"CodeResult": "110", "ErrorMessage": "not a JSON object"})
            return None
        return found

    def _control(self, order: dict[str, Any]) -> None:
        try:
            if "receipts" in order:
                delay = order.get("receipt_seconds")
                self.server.callbacks.order(str(order["receipts"]), None if delay is None else float(delay))
            if "without_zalo" in order:
                self.server.without_zalo = frozenset(str(one) for one in order["without_zalo"])
            if "zalo_url" in order:
                self.server.zalo_url = str(order["zalo_url"])
            if "answer" in order:
                self.server.faults.order(order)
        except (BadOrder, ValueError, TypeError) as problem:
            self._json(422, {"detail": str(problem)})
            return
        self._json(200, self.server.faults.standing())

    def _write(self, asked: dict[str, Any]) -> None:
        """Somebody at a phone writes to the centre."""
        phone, content = str(asked.get("phone", "")), str(asked.get("content", "")).strip()
        if not self.server.inbound_url:
            self._json(409, {"detail": "nobody listens: the gateway was started without --inbound-url"})
        elif not PHONE.fullmatch(phone) or not 0 < len(content) <= LONGEST_WRITTEN:
            self._json(422, {"detail": f"phone: a number; content: 1 to {LONGEST_WRITTEN} characters"})
        else:
            sms = self.server.phones.write(phone, content)
            self.server.callbacks.pass_on(sms, self.server.inbound_url, bool(asked.get("forged")))
            self._json(202, {"SMSID": sms.sms_id})

    def _serve(self, accept: Callable[[], tuple[int, dict[str, Any]]]) -> None:
        fault = self.server.faults.next()
        if fault is None or fault.answer == "slow":
            if fault is not None:
                time.sleep(fault.seconds)
            self._json(*accept())
            return
        if fault.accepted:
            accept()
        self._misbehave(fault)

    def _misbehave(self, fault: Fault) -> None:
        if fault.answer.isdigit():
            self._json(int(fault.answer), {"ErrorMessage": "as ordered"})
        elif fault.answer.startswith("code_"):
            self._json(200, {"CodeResult": fault.answer.removeprefix("code_"), "ErrorMessage": "as ordered"})
        elif fault.answer in ("garbage", "html"):
            text = b"\x00\xff{{{" if fault.answer == "garbage" else b"<html><body>Xin cho mot lat</body></html>"
            self._answer(200, text, "text/html")
        else:  # nothing at once, or nothing after a long while
            if fault.answer == "silent":
                time.sleep(fault.seconds)
            self.close_connection = True

    def _accept(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self.server.keys != ("", "") and (asked.get("ApiKey"), asked.get("SecretKey")) != self.server.keys:
            return {"CodeResult": "101", "CountRegenerate": 0, "ErrorMessage": "Authorize Failed"}
        if not PHONE.fullmatch(str(asked.get("Phone", ""))):
            return {"CodeResult": "108", "CountRegenerate": 0, "ErrorMessage": "Phone is not in correct format"}
        if not asked.get("Content"):
            return {"CodeResult": "110", "CountRegenerate": 0, "ErrorMessage": "Content is empty"}
        sms, new = self.server.phones.take(asked)
        if not new:
            return {"CodeResult": TOLD_TWICE, "CountRegenerate": 0, "ErrorMessage": "Duplicate RequestId"}
        self.server.callbacks.plan(sms)
        return {"CodeResult": "100", "CountRegenerate": 0, "SMSID": sms.sms_id}

    def _status(self, asked: dict[str, str]) -> dict[str, Any]:
        """By the provider's own id: 2 = waits, 5 = finished."""
        if self.server.keys != ("", "") and (asked.get("ApiKey"), asked.get("SecretKey")) != self.server.keys:
            return {"CodeResponse": "101"}
        sms = self.server.phones.find(sms_id=asked.get("RefId", ""))
        if sms is None:
            return {"CodeResponse": "119"}
        arrived, lost = int(sms.became == "arrived"), int(sms.became == "lost")
        return {
            "CodeResponse": "100", "SMSID": sms.sms_id, "SendStatus": 5 if arrived or lost else 2,
            "SendSuccess": arrived, "SendFailed": lost, "TotalReceiver": 1, "TotalSent": 1, "TotalPrice": 0,
        }  # fmt: skip

    def _status_nhanh(self, id: str) -> tuple[int, dict[str, Any]]:
        """By the caller's id."""
        if self.server.keys != ("", "") and self.headers.get("Authorization") != f"Bearer {self.server.keys[1]}":
            return 401, {"error": "key"}
        sms = self.server.phones.find(request_id=id)
        return (404, {"error": "message"}) if sms is None else (200, {"state": sms.became})

    def _accept_nhanh(self, id: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        message = asked.get("message")
        if self.server.keys != ("", "") and self.headers.get("Authorization") != f"Bearer {self.server.keys[1]}":
            return 401, {"error": "key"}
        if not isinstance(message, dict) or not message.get("words") or not PHONE.fullmatch(str(asked.get("to", ""))):
            return 422, {"error": "message"}
        sms, new = self.server.phones.take({
            "RequestId": id, "Phone": asked["to"], "Brandname": asked.get("from"), "Content": message["words"],
            "CallbackUrl": asked.get("tell"), "Shape": "nhanh",
        })  # fmt: skip
        if new:
            self.server.callbacks.plan(sms)
        return 202 if new else 409, {"data": [{"ref": sms.sms_id}]}

    def _accept_zalo(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self.server.keys != ("", "") and self.headers.get("access_token") != self.server.keys[1]:
            return {"error": -124, "message": "Access token is invalid"}
        phone, values = str(asked.get("phone", "")), asked.get("template_data")
        if not PHONE.fullmatch(phone):
            return {"error": -108, "message": "Phone number is invalid"}
        if phone in self.server.without_zalo:
            return {"error": -118, "message": "Zalo account not existed"}
        if not str(asked.get("template_id", "")).isdigit() or not isinstance(values, dict):
            return {"error": -132, "message": "Template data is invalid"}
        shown = "; ".join(f"{name}={value}" for name, value in values.items())
        sms, _ = self.server.phones.take({
            "RequestId": f"{asked.get('tracking_id')}", "Phone": phone, "Brandname": f"Zalo {asked['template_id']}",
            "Content": shown, "CallbackUrl": self.server.zalo_url, "Shape": "zalo",
        }, known=False)  # fmt: skip
        self.server.callbacks.plan(sms)
        return {"error": 0, "message": "Success", "data": {"msg_id": sms.sms_id, "sent_time": f"{time.time():.0f}000"}}

    def _json(self, status: int, content: dict[str, Any]) -> None:
        self._answer(status, json.dumps(content, ensure_ascii=False).encode(), "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: an address of this simulator may hold a telephone number."""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
