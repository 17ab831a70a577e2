"""What somebody gets to see who has no right to a dossier: every route of every service, and all that links lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import requests

from deploy.contracts.applications import application
from deploy.contracts.gathering import service_names
from shared.http.guard import marked_routes
from tests.e2e.marked import Walked
from tests.e2e.visitor import Visitor

SIMULATORS = "/simulators"  # the applicant's own phone and mailbox, and no part of the system
MOST_PAGES = 80
LINK = re.compile(r"""(?:href|src|action|formaction|hx-get|hx-post|content)=["']([^"']+)["']""")


def knock_everywhere(stranger: Visitor, victim: Walked, owner: str | None = None) -> None:
    """Ask every route for the victim's dossier, in every way that it takes; ``owner`` is a token of another dossier."""
    headers = {"X-Owner-Token": owner} if owner else {}
    for method, path in _routes():
        filled = path.replace("<token>", owner or "unknown-token-of-nobody")
        filled = re.sub(r"<(?:[^:>]+:)?[^>]+>", victim.code, filled)
        body = {} if method == "GET" else {"json": {}} if path.startswith("/api/") else {"data": {"q": "1"}}
        stranger.to(method, filled, headers=headers, allow_redirects=False, **body)


def ask_everywhere(stranger: Visitor, victim: Walked) -> None:
    """As a curious person does: code and phone, wrong digits, nothing at all, and addresses that are none."""
    right, wrong = victim.phone[-4:], "0000"
    for digits, status in ((right, 200), (wrong, 404)):
        asked = {"code": victim.code, "phone_last4": digits}
        stranger.to("POST", "/api/intake/v1/tracking", status, json=asked)
        page = stranger.to("POST", "/tracking", status, data=asked)
        assert (victim.code in page.text) is True
    stranger.to("POST", "/api/intake/v1/tracking", 404, json={"code": victim.code, "token": "x" * 32})
    stranger.to("GET", "/api/intake/v1/scoreboard", 200)
    stranger.to("GET", "/api/intake/v1/dossiers", 401, params={"search": victim.code})
    stranger.to("GET", f"/notifications?subject={victim.code}")
    stranger.to("GET", f"/api/notifications/v1/messages?subject={victim.code}", 401)
    stranger.to("POST", "/desk/search", data={"search": victim.code})
    for path in (f"/{victim.code}", "/tracking/o/", f"/tracking/o/{victim.code}", "/api/intake/v1/nothing", "/metrics"):
        stranger.to("GET", path)
    stranger.to("PUT", f"/api/intake/v1/dossiers/{victim.code}", 404, 405)


def follow_all_links(stranger: Visitor) -> None:
    """From the front page on, as far as they lead within the system."""
    waiting, known = ["/"], {"/"}
    while waiting and len(known) < MOST_PAGES:
        answer = stranger.to("GET", waiting.pop(0))
        for address in addresses_in(answer):
            parts = urlsplit(urljoin(answer.url, address))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            ours = parts.netloc == urlsplit(stranger.base).netloc
            if ours and path not in known and not path.startswith((SIMULATORS, "/static", "/hotline/static")):
                known.add(path)
                waiting.append(path)


def addresses_in(answer: requests.Response) -> Iterator[str]:
    """Where an answer leads: its links, its forms, and where it sends its reader."""
    for name in ("Location", "Link", "Content-Location"):
        if answer.headers.get(name):
            yield answer.headers[name]
    if "html" in answer.headers.get("Content-Type", ""):
        yield from map(unescape, LINK.findall(answer.text))


def told(answer: requests.Response) -> bytes:
    """All that an answer tells: status line, headers, body as the reader sees it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{answer.status_code} {answer.reason}\n{headers}\n\n".encode() + answer.content


@cache
def _routes() -> tuple[tuple[str, str], ...]:
    found = []
    for service in service_names():
        with application(service) as (app, _):
            found += sorted({(one.method, one.path) for one in marked_routes(app) if "static" not in one.endpoint})
    return tuple(found)
