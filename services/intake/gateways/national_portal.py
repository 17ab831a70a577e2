"""The national portal over HTTP: JSON by POST, a session that is renewed, every kind of answer a named outcome."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from services.intake.domain.portal.catalogue_lists import Entry, ListKind
from services.intake.use_cases.portal_ports import PortalAway, PortalRefused

LARGEST_ANSWER = 32 * 1024 * 1024
TAKEN = frozenset({"0", "00"})
NO_SESSION = frozenset({"401", "SESSION"})
LISTS = {
    ListKind.PROCEDURES: "LayDanhSachTTHC",
    ListKind.FIELDS: "LayDanhSachLinhVuc",
    ListKind.AGENCIES: "LayDanhSachCoQuan",
}
NAMES = {
    ListKind.PROCEDURES: ("MATTHC", "TENTTHC"),
    ListKind.FIELDS: ("MALINHVUC", "TENLINHVUC"),
    ListKind.AGENCIES: ("MADONVI", "TENDONVI"),
}


class HttpPortal:
    """Implements ``use_cases.portal_ports.NationalPortal``. ``unit`` is the code under which this place is known there;
    one session serves every thread until the portal wants another."""

    def __init__(self, url: str, user: str, password: str, unit: str, timeout: float) -> None:
        parts = urlsplit(url)
        self._secure, self._host, self._path = parts.scheme == "https", parts.netloc, parts.path.rstrip("/")
        self._account = {"username": user, "password": password}
        self._unit = unit
        self._timeout = timeout
        self._session = ""
        self._lock = threading.Lock()

    def tell_dossier(self, data: Mapping[str, Any], *, updating: bool) -> None:
        self._call("DongBoHoSoMC", {"isUpdating": "True" if updating else "False", "data": [dict(data)]})

    def tell_progress(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._call("CapNhatTienDoHoSoMC", {"data": [dict(one) for one in rows]})

    def has(self, code: str) -> bool:
        found = self._call("TraCuuHoSo", {"mahoso": code})
        return bool(found.get("result"))

    def entries(self, kind: ListKind) -> Sequence[Entry]:
        found = self._call(LISTS[kind], {}).get("result")
        code, name = NAMES[kind]
        try:
            return [_entry(one, code, name) for one in found or ()]
        except (KeyError, TypeError) as fault:
            raise PortalAway(f"{LISTS[kind]}: not a list as agreed") from fault

    def _call(self, service: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """The answer. Raises PortalAway, PortalRefused."""
        for last in (False, True):
            session = self._signed_in(renew=last)
            answer = self._post("/service", {"service": service, "session": session, "madonvi": self._unit, **content})
            code = str(answer.get("error_code", ""))
            if code in TAKEN:
                return answer
            if code not in NO_SESSION or last:
                raise PortalRefused(_words(answer, code), _fields(answer))
        raise AssertionError("unreachable")

    def _signed_in(self, *, renew: bool) -> str:
        with self._lock:
            if renew or not self._session:
                answer = self._post("/login", self._account)
                self._session = str(answer.get("session") or "")
                if not self._session:  # no dossier's fault: all of them wait until the account is right
                    raise PortalAway(f"sign-in refused: {_words(answer, 'login')}")
            return self._session

    def _post(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        connection = self._connection()
        try:
            connection.request("POST", self._path + path, body, headers)
            answer = connection.getresponse()
            status, told = answer.status, answer.read(LARGEST_ANSWER)
        except (OSError, HTTPException, ValueError) as fault:
            raise PortalAway(type(fault).__name__) from fault
        finally:
            connection.close()
        if status >= 500 or status in (408, 429):
            raise PortalAway(f"HTTP {status}")
        return _read(told)

    def _connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._secure else HTTPConnection
        return kind(self._host, timeout=self._timeout)


def _read(body: bytes) -> dict[str, Any]:
    """Raises PortalAway for what is no answer of the portal's."""
    try:
        found = json.loads(body)
    except ValueError as fault:
        raise PortalAway("an answer that cannot be read") from fault
    if not isinstance(found, dict) or not ({"error_code", "session"} & found.keys()):
        raise PortalAway("an answer that cannot be read")
    return found


def _entry(one: Mapping[str, Any], code: str, name: str) -> Entry:
    return Entry(
        str(one[code]), str(one[name]), str(one.get("MALINHVUC", "")) if code == "MATTHC" else "",
        str(one.get("TENLINHVUC", "")) if code == "MATTHC" else "",
    )  # fmt: skip


def _words(answer: Mapping[str, Any], code: str) -> str:
    told = [str(answer.get("message") or "")]
    errors = answer.get("errors")
    if isinstance(errors, list):
        told += [f"{one.get('field', '')}: {one.get('message', '')}" for one in errors if isinstance(one, dict)]
    return "; ".join(one for one in told if one)[:1000] or f"error_code {code}"


def _fields(answer: Mapping[str, Any]) -> tuple[str, ...]:
    errors = answer.get("errors")
    if not isinstance(errors, list):
        return ()
    return tuple(dict.fromkeys(str(one.get("field", "")) for one in errors if isinstance(one, dict)))[:20]
