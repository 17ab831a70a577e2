"""The portal's address: signing in, its services, and what only a simulator has: its register and faults."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from deploy.simulators.faults import BadOrder, Fault, Faults
from deploy.simulators.portal.register import Held, Refused, Register

LARGEST = 5_000_000
SESSION_SECONDS = 1800
# refuse: a refusal of the portal's own; slow: it delays, then serves; the rest: it is away, one way or another.
ANSWERS = ("refuse", "slow", "silent", "nothing", "garbage", "500", "503")


class Portal(ThreadingHTTPServer):
    """One portal; ``account`` (both empty: anybody) may sign in, ``units`` may speak for themselves and below."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], account: tuple[str, str], unit: str, lists: Mapping[str, list[dict[str, str]]]
    ) -> None:
        super().__init__(address, Handler)
        self.account = account
        self.unit = unit
        self.lists = lists
        self.faults = Faults(ANSWERS)
        self.register = Register()
        self.sessions: dict[str, float] = {}
        self.requests = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no fault of ours."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Portal
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """The register, standing orders."""
        path = urlsplit(self.path).path
        if path == "/dossiers":
            self._json(200, {"items": [_line(one) for one in self.server.register.all()[:200]]})
        elif path.startswith("/dossiers/"):
            held = self.server.register.find(unquote(path.removeprefix("/dossiers/")))
            self._json(200, _whole(held)) if held else self._json(404, {})
        elif path == "/control":
            standing = self.server.faults.standing()
            self._json(200, {**standing, "requests": self.server.requests, "refused": self.server.register.refused})
        elif path == "/readyz":
            self._json(200, {})
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        """Signing in, a service, or an order."""
        body = self._body()
        if body is None:
            return
        if self.path == "/control":
            self._control(body)
        elif self.path == "/login":
            self._serve(body, self._sign_in)
        elif self.path == "/service":
            self._serve(body, self._answer)
        else:
            self._json(404, {})

    def _control(self, order: dict[str, Any]) -> None:
        try:
            self.server.faults.order(order)
        except BadOrder as problem:
            self._json(422, {"detail": str(problem)})
            return
        self._json(200, self.server.faults.standing())

    def _serve(self, body: dict[str, Any], answer: Any) -> None:
        self.server.requests += 1
        fault = self.server.faults.next()
        if fault is None:
            self._json(200, answer(body))
        elif fault.answer == "slow":
            time.sleep(fault.seconds)
            self._json(200, answer(body))
        elif fault.answer == "refuse":
            self._json(200, {"error_code": "99", "message": "Từ chối theo lệnh của người thử"})
        else:
            if fault.accepted:
                answer(body)
            self._misbehave(fault)

    def _misbehave(self, fault: Fault) -> None:
        if fault.answer.isdigit():
            self._json(int(fault.answer), {"message": "as ordered"})
        elif fault.answer == "garbage":
            self._write(200, b"\x00\xff<html>", "text/html")
        else:  # nothing at once, or nothing after a long while
            if fault.answer == "silent":
                time.sleep(fault.seconds)
            self.close_connection = True

    def _sign_in(self, body: dict[str, Any]) -> dict[str, Any]:
        wanted = self.server.account
        if wanted != ("", "") and (body.get("username"), body.get("password")) != wanted:
            return {"error_code": "01", "message": "Sai tài khoản hoặc mật khẩu"}
        session = secrets.token_hex(16)
        self.server.sessions[session] = time.monotonic() + SESSION_SECONDS
        return {"error_code": "0", "session": session}

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.server.sessions.get(str(body.get("session")), 0) < time.monotonic():
            return {"error_code": "SESSION", "message": "Phiên làm việc hết hạn"}
        service = str(body.get("service"))
        try:
            return {"error_code": "0", "message": "Thành công", "result": self._do(service, body)}
        except Refused as refused:
            self.server.register.note_refusal(service, refused, _code_in(body))
            return {"error_code": refused.code, "message": refused.message, "errors": refused.errors}

    def _do(self, service: str, body: dict[str, Any]) -> list[Any]:
        register = self.server.register
        if body.get("madonvi") != self.server.unit:
            raise Refused("02", f"madonvi: đơn vị này chưa đăng ký: {body.get('madonvi')}")
        if service == "DongBoHoSoMC":
            if body.get("isUpdating") not in ("True", "False"):
                raise Refused("03", "isUpdating phải là True hoặc False")
            self._known_procedures(body.get("data"))
            register.take_dossiers(body.get("data"), updating=body["isUpdating"] == "True")
            return []
        if service == "CapNhatTienDoHoSoMC":
            register.take_rows(body.get("data"))
            return []
        if service == "TraCuuHoSo":
            held = register.find(str(body.get("mahoso")))
            return [held.data] if held else []
        if service in self.server.lists:
            return list(self.server.lists[service])
        raise Refused("02", f"Không có dịch vụ {service}")

    def _known_procedures(self, records: Any) -> None:
        """A dossier of a procedure or a field that the portal does not list is refused."""
        fields = {one["MALINHVUC"] for one in self.server.lists["LayDanhSachLinhVuc"]}
        for one in records if isinstance(records, list) else ():
            code = one.get("MaLinhVuc") if isinstance(one, dict) else None
            if code is not None and code not in fields:
                raise Refused("03", "Dữ liệu không hợp lệ", [{"field": "MaLinhVuc", "message": f"không có mã {code}"}])

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
            self._json(400, {"error_code": "03", "message": "không phải JSON"})
            return None
        return found

    def _json(self, status: int, content: dict[str, Any]) -> None:
        self._write(status, json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _write(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: lines would hold dossier codes."""


def _line(held: Held) -> dict[str, Any]:
    data = held.data
    return {
        "code": data["MaHoSo"], "name": data["TenTTHC"], "status": data["TrangThaiHoSo"], "taken_at": held.taken_at,
        "told": held.told, "rows": len(held.rows),
    }  # fmt: skip


def _whole(held: Held) -> dict[str, Any]:
    return {"data": held.data, "rows": held.rows, "statuses": held.statuses, "told": held.told,
            "rows_told_again": held.rows_told_again, "taken_at": held.taken_at}  # fmt: skip


def _code_in(body: dict[str, Any]) -> str:
    data = body.get("data")
    first = data[0] if isinstance(data, list) and data else None
    return str(first.get("MaHoSo", "")) if isinstance(first, dict) else str(body.get("mahoso", ""))
