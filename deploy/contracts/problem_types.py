"""The problem types that a service's API answers with, read out of its code: ``Problem(404, "slug", …)`` and the
refusals of its domain, ``SomeRefusal("slug", Words("…", "…"))``, with the status that its API gives them.

A slug that is put together at run time is not found; its status is all that is promised then.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from deploy.contracts.gathering import SERVICES
from shared.http.faults import SLUGS

HTTP = SERVICES.parent / "shared" / "http"
ROOMS = ("domain", "use_cases", "api")
REFUSED = 409  # what an API answers to a refusal that its table of statuses does not name
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


def problem_types(service: str) -> list[dict[str, Any]]:
    """``type``, ``status``, ``title`` or ``words`` (vi, en), ``common`` for those of every service; by status."""
    common = [_entry(slug, status, {"title": HTTPStatus(status).phrase}) for status, slug in SLUGS.items()]
    common += _of_files(sorted(HTTP.glob("*.py")), {})
    own = _of_files(
        [path for room in ROOMS for path in sorted((SERVICES / service / room).glob("*.py"))], _statuses(service)
    )
    found = {(one["status"], one["type"]): {**one, "common": True} for one in common}
    found |= {(one["status"], one["type"]): one for one in own}
    return [found[key] for key in sorted(found)]


def _statuses(service: str) -> Mapping[str, int]:
    try:
        registration = importlib.import_module(f"services.{service}.api.registration")
    except ModuleNotFoundError:
        return {}
    return {kind.__name__: status for kind, status in getattr(registration, "STATUSES", {}).items()}


def _of_files(paths: Iterable[Path], statuses: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    named = {name: words for tree in trees for name, words in _named_words(tree)}
    for tree in trees:
        for node, inside in _calls(tree, ""):
            yield from _problem(node)
            yield from _refusal(node, inside, statuses, named)


def _calls(node: ast.AST, inside: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call, with the class that it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, inside
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else inside)


def _named_words(tree: ast.Module) -> Iterator[tuple[str, dict[str, str]]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (words := _words(node.value, {})):
            yield node.targets[0].id, words


def _problem(call: ast.Call) -> Iterator[dict[str, Any]]:
    """``Problem(status, slug, title?, detail?)``."""
    given = dict(zip(("status", "slug", "title", "detail"), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    told = {name: node.value for name, node in given.items() if isinstance(node, ast.Constant)}
    if _name(call) == "Problem" and isinstance(told.get("status"), int) and isinstance(told.get("slug"), str):
        status = int(str(told["status"]))
        texts = {"title": told.get("title") or HTTPStatus(status).phrase, "detail": told.get("detail")}
        yield _entry(str(told["slug"]), status, {name: text for name, text in texts.items() if text})


def _refusal(
    call: ast.Call, inside: str, statuses: Mapping[str, int], named: Mapping[str, dict[str, str]]
) -> Iterator[dict[str, Any]]:
    """``Refusal("slug", Words(…))``; a refusal that knows its slug itself hands it to ``super().__init__``."""
    kind = inside if _name(call) == "__init__" else _name(call)
    if len(call.args) != 2 or kind == "Problem" or not (words := _words(call.args[1], named)):
        return
    if _name(call) == "__init__" and kind not in statuses:
        return  # it becomes a problem of another shape, such as a 422 that names fields
    for node in ast.walk(call.args[0]):  # also both sides of ``"this" if … else "that"``
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SLUG.fullmatch(node.value):
            yield _entry(node.value, statuses.get(kind, REFUSED), {"words": words})


def _words(node: ast.expr, named: Mapping[str, dict[str, str]]) -> dict[str, str] | None:
    if isinstance(node, ast.Name):
        return named.get(node.id)
    if not isinstance(node, ast.Call) or _name(node) != "Words" or len(node.args) != 2:
        return None
    texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return {"vi": texts[0], "en": texts[1]} if len(texts) == 2 else None


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", None) or getattr(call.func, "attr", ""))


def _entry(slug: str, status: int, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": f"/problems/{slug}", "status": status, **told}
