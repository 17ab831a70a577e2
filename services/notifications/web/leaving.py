"""The page where somebody ends optional notices; a mail program's own button comes here as well (RFC 8058)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.notifications.use_cases.leave_notices import LeavingDesk, choose_notices, wants_notices
from services.notifications.use_cases.ports import Clock
from shared.http.correlation import request_context
from shared.security.access import public


def add_leaving_page(pages: Blueprint, desk: LeavingDesk, clock: Clock) -> None:
    """Put it onto the blueprint."""

    @pages.get("/notifications/leave/<id>")
    @public
    def leave(id: str) -> str:
        return render_template("notifications/leave.html", id=id, wanted=wants_notices(desk, id), done=False)

    @pages.post("/notifications/leave/<id>")
    @public
    def leave_now(id: str) -> str:
        wanted = request.form.get("again") == "yes"
        choose_notices(desk, id, wanted, request_context(clock=clock))
        return render_template("notifications/leave.html", id=id, wanted=wanted, done=True)
