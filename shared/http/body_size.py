"""How large a request's body may be: one bound for the whole service, and a wider one for views that say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from shared.http.problems import Problem

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__largest_body__"


def takes_up_to(largest: int) -> Callable[[F], F]:
    """Mark a view whose requests may have this many bytes: a form that brings a file."""

    def mark(view: F) -> F:
        setattr(view, _MARK, largest)
        return view

    return mark


def install(app: Flask) -> None:
    """Refuse what is larger, also for views that never look at the body: it would be read to its end otherwise."""
    app.before_request(_refuse_larger)


def _refuse_larger() -> None:
    own = getattr(current_app.view_functions.get(request.endpoint or ""), _MARK, None)
    if isinstance(own, int):
        request.max_content_length = max(own, request.max_content_length or 0)
        # The form's parser holds a piece of the file in memory while it looks for its end.
        request.max_form_memory_size = request.max_content_length
    limit = request.max_content_length
    if limit is not None and request.content_length is not None and request.content_length > limit:
        raise Problem(413, "too-large", detail=f"A request has at most {limit} bytes.")
