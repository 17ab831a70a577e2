"""Somebody with a browser, and the ways in which people sign in."""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.e2e.marked import Marked
from tests.support.stack import Motcua
from tests.support.waiting import wait_until

TIMEOUT = 15
PATIENCE = 30


class Visitor(requests.Session):
    """Somebody with a browser; every answer is kept in ``answers``."""

    def __init__(self, motcua: Motcua, answers: list[requests.Response] | None = None) -> None:
        super().__init__()
        self.trust_env = False
        self.base = motcua.url
        self.answers = [] if answers is None else answers
        self.headers["Origin"] = motcua.url
        self.headers["Connection"] = "close"  # nobody closes a visitor: no socket stays open behind it

    def to(self, method: str, path: str, *statuses: int, **more: Any) -> requests.Response:
        """One request; it must be answered with one of the statuses, where any are named."""
        answer = self.request(method, self.base + path, timeout=TIMEOUT, **more)
        self.answers += [*answer.history, answer]
        told = f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        assert not statuses or answer.status_code in statuses, told
        return answer


def sign_in_by_code(citizen: Visitor, motcua: Motcua, phone: str) -> str:
    """With the cookie, over the pages; the code is read off the phone's screen."""
    citizen.to("POST", "/my/code", 200, data={"reach": phone})

    def code() -> str:
        screen = requests.get(f"{motcua.url}/simulators/", params={"live": "0", "phone": phone}, timeout=TIMEOUT)
        found = re.findall(r"\b(\d{6}) la ma dang nhap", screen.text)
        return found[-1] if found else ""

    said: str = wait_until(code, PATIENCE)
    citizen.to("POST", "/my/sign-in", 422, data={"reach": phone, "code": f"{(int(said) + 1) % 10**6:06}"})
    citizen.to("POST", "/my/sign-in", 200, data={"reach": phone, "code": said})
    return said


def sign_in_for_api(officer: Visitor, motcua: Motcua, marked: Marked, name: str = "reception") -> None:
    """With a token, which is a secret as well."""
    body = {"username": name, "password": motcua.accounts[name]}
    token = officer.to("POST", "/api/intake/v1/sessions", 201, 200, json=body).json()["token"]
    officer.headers["Authorization"] = f"Bearer {marked.secret('session token', token)}"


def sign_in_on_the_page(officer: Visitor, motcua: Motcua, name: str = "reception") -> None:
    officer.to("POST", "/sign-in", 200, data={"username": name, "password": motcua.accounts[name]})
