"""How refusals of the inbox become problems, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from services.routing.domain.refusals import Refused
from services.routing.use_cases.inbox import NoSuchTask
from services.routing.use_cases.inbox_desk import NoSuchFile
from services.routing.use_cases.keep_absence import NoSuchOfficer
from shared.http.problems import Problem, field_problem


def refusal(fault: Exception) -> Problem:
    """422 that names the field at fault, or 409 where the task stands in the way."""
    if not isinstance(fault, Refused):
        raise TypeError(f"{type(fault).__name__} is no refusal")
    told = fault.words.in_language(language())
    if fault.slug == "invalid":
        return field_problem(f"/{fault.field}", told)
    if fault.field:
        return Problem(422, fault.slug, detail=told, fields=[{"pointer": f"/{fault.field}", "detail": told}])
    return Problem(409, fault.slug, detail=told)


def language() -> str:
    """English where the client prefers it over Vietnamese, else Vietnamese."""
    return request.accept_languages.best_match(("vi", "en"), default="vi") or "vi"


TRANSLATIONS: dict[type[Exception], Callable[[Exception], Problem]] = {
    NoSuchTask: lambda _: Problem(404, "not-found", detail="There is no such task."),
    NoSuchFile: lambda _: Problem(404, "not-found", detail="There is no such file."),
    NoSuchOfficer: lambda _: Problem(404, "not-found", detail="There is no such officer."),
    Refused: refusal,
}
