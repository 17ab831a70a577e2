"""The system as people reach it: over HTTP, through the proxy in front, with nothing but its published API."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests

TIMEOUT_SECONDS = 15
PETITION_OFFICER = "petition-officer"
LEADER = "leader"
Json = dict[str, Any]


class Refused(Exception):
    """The system does not answer, or answers with a fault; the message is one line that a person understands."""


class Front:
    """The APIs behind the front door. ``token`` is a member of staff's, ``owner`` the owner token of a dossier."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._api = f"{self._url}/api"
        self._screens = f"{self._url}/simulators"
        self._base = f"{self._api}/intake/v1"
        self._session = requests.Session()
        self._session.trust_env = False  # the system is on this machine: no proxy lies in between
        self._seen: dict[str, tuple[str, Json]] = {}

    def procedure(self, code: str) -> Json:
        """An entry of the catalogue."""
        return self._call("GET", f"/procedures/{code}")

    def file(self, dossier: Mapping[str, Any]) -> Json:
        """A citizen files: code, status and owner token."""
        return self._call("POST", "/dossiers", body=dossier)

    def sign_in(self, username: str, password: str) -> str:
        """A staff member's token."""
        token: str = self._call("POST", "/sessions", body={"username": username, "password": password})["token"]
        return token

    def accept(self, code: str, token: str) -> Json:
        """An officer finds the dossier complete."""
        return self._call("POST", f"/dossiers/{code}/accept", token=token)

    def give_back(self, code: str, token: str) -> Json:
        """An officer hands the result over at the counter."""
        body = {"method": "counter", "received_by_kind": "applicant"}
        return self._call("POST", f"/dossiers/{code}/return-result", token=token, body=body)

    def supplement(self, code: str, owner: str, text: str) -> Json:
        """The owner sends the papers that were asked for."""
        return self._call("POST", f"/dossiers/{code}/supplement", owner=owner, body={"text": text})

    def withdraw(self, code: str, owner: str) -> Json:
        """The owner takes the dossier back."""
        return self._call("POST", f"/dossiers/{code}/withdraw", owner=owner, body={})

    def receipt(self, code: str, owner: str) -> bytes:
        """The receipt as a PDF."""
        path = f"/dossiers/{code}/forms/receipt.pdf"
        answer = self._send("GET", path, headers={"X-Owner-Token": owner})
        if answer.status_code != 200:
            self._json(answer)
        return answer.content

    def request_payment(self, code: str, amount: int, token: str) -> Json:
        """An officer asks for a fee."""
        return self._call("POST", f"/dossiers/{code}/request-payment", token=token, body={"amount": amount})

    def how_to_pay(self, code: str, owner: str) -> Json:
        """What is owed, and the VietQR code by which it is paid."""
        return self._call("GET", f"/dossiers/{code}/payment", owner=owner)

    def pay_at_bank(self, vietqr: str) -> Json:
        """The simulated bank reads the code and transfers; it calls back by itself."""
        return self._call("POST", f"{self._url}/simulators/bank/transfers", body={"code": vietqr})

    def documents(self, code: str, owner: str) -> list[Json]:
        """The papers of the dossier as its owner sees them."""
        items: list[Json] = self._call("GET", f"/dossiers/{code}/documents", owner=owner)["items"]
        return items

    def case(self, code: str, token: str) -> Json:
        """The case as routing has it, for an officer of the unit that accepted the dossier."""
        headers = {"Authorization": f"Bearer {token}"}
        return self._json(self._send("GET", f"{self._api}/routing/v1/cases/{code}", headers=headers))

    def track(self, code: str, phone_last4: str) -> Json:
        """What anybody sees who knows the code and the last digits of the telephone number."""
        return self._call("POST", "/tracking", body={"code": code, "phone_last4": phone_last4})

    def dossier(self, code: str, owner: str) -> Json:
        """All that the owner sees; asked for again, it is only fetched where it changed."""
        tag, known = self._seen.get(code, ("", {}))
        headers = {"X-Owner-Token": owner, **({"If-None-Match": tag} if tag else {})}
        answer = self._send("GET", f"/dossiers/{code}", headers=headers)
        if answer.status_code == 304:
            return known
        found: Json = self._json(answer)
        self._seen[code] = (answer.headers.get("ETag", ""), found)
        return found

    def messages(self, subject: str, token: str) -> list[Json]:
        """What people were told about a dossier or petition, and how far each message got."""
        path = f"{self._api}/notifications/v1/messages?{urlencode({'subject': subject})}"
        items: list[Json] = self._call("GET", path, token=token)["items"]
        return items

    def petition(self, petition: Mapping[str, Any]) -> Json:
        """Somebody writes to the hotline: code, date and the key to come back by."""
        return self._call("POST", f"{self._api}/hotline/v1/petitions", body=petition)

    def petition_stands(self, code: str, token: str) -> Json:
        """The petition as an officer sees it."""
        return self._call("GET", f"{self._api}/hotline/v1/petitions/{code}", token=token)

    def answer_petition(self, code: str, answer: str, token: str) -> Json:
        """The petition officer takes it and writes the answer, which waits for a second person."""
        path = f"{self._api}/hotline/v1/petitions/{code}"
        self._call("POST", f"{path}/assign", token=token, body={"officer": PETITION_OFFICER})
        return self._call("POST", f"{path}/answer", token=token, body={"answer": answer})

    def approve_answer(self, code: str, token: str) -> Json:
        """A leader approves the answer that waits."""
        return self._call("POST", f"{self._api}/hotline/v1/petitions/{code}/approve", token=token)

    def track_petition(self, code: str, key: str) -> Json:
        """The petition as whoever wrote it sees it."""
        return self._call("POST", f"{self._api}/hotline/v1/petitions/track", body={"code": code, "token": key})

    def at_portal(self, code: str) -> Json | None:
        """What the simulated national portal holds of a dossier; None before it was told."""
        answer = self._send("GET", f"{self._screens}/portal/dossiers/{code}.json", headers={})
        return None if answer.status_code == 404 else self._json(answer)

    def _call(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, token: str = "", owner: str = ""
    ) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if owner:
            headers["X-Owner-Token"] = owner
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        return self._json(self._send(method, path, headers=headers, body=body))

    def _send(
        self, method: str, path: str, *, headers: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> requests.Response:
        try:
            return self._session.request(
                method,
                path if path.startswith(self._url) else self._base + path,
                json=body,
                headers=dict(headers),
                timeout=TIMEOUT_SECONDS,
            )
        except requests.RequestException as fault:
            raise Refused(f"{self._base} does not answer ({type(fault).__name__}): is make run running?") from None

    @staticmethod
    def _json(answer: requests.Response) -> Json:
        try:
            found = answer.json()
        except ValueError:
            found = {}
        if answer.status_code >= 400 or not isinstance(found, dict):
            told = found if isinstance(found, dict) else {}
            fields = "; ".join(f"{one.get('pointer')}: {one.get('detail')}" for one in told.get("fields", ()))
            words = " ".join(filter(None, (told.get("title"), told.get("detail"), fields)))
            path = answer.request.path_url
            raise Refused(f"{answer.request.method} {path} was answered with {answer.status_code}: {words}")
        return found
