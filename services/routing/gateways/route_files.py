"""Routes as YAML files: written by people, so every fault is told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from services.routing.use_cases.ports import UnreadableRoutes

LARGEST_FILE = 1_000_000


class _Plain(yaml.SafeLoader):
    """Without references: a few lines of them would unfold to more than any memory holds."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event: yaml.events.Event = self.peek_event()  # type: ignore[no-untyped-call]
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UnreadableRoutes(f"line {line}: references (*name) are not read", f"dòng {line}: không nhận *tên")
        return super().compose_node(parent, index)


class YamlRoutes:
    """Implements ``use_cases.ports.RouteFiles``."""

    def read(self, content: bytes) -> list[Mapping[str, Any]]:
        return read_routes(content)

    def write(self, content: Mapping[str, Any]) -> str:
        return write_routes(content)


def read_routes(content: bytes) -> list[Mapping[str, Any]]:
    """The routes of a file, not looked at yet. Raises UnreadableRoutes."""
    if len(content) > LARGEST_FILE:
        raise UnreadableRoutes(f"larger than {LARGEST_FILE} bytes", "tệp quá lớn, tối đa 1 MB")
    try:
        found = yaml.load(content.decode("utf-8"), Loader=_Plain)  # noqa: S506 — a safe loader that reads even less
    except UnicodeDecodeError as problem:
        raise UnreadableRoutes("the file is not UTF-8 text", "tệp không phải văn bản UTF-8") from problem
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(problem, "problem", None) or "not YAML"
        raise UnreadableRoutes(f"line {line}: {reason}", f"dòng {line}: không đúng dạng YAML") from problem
    routes = found.get("routes") if isinstance(found, dict) else None
    if not isinstance(routes, list) or not routes or not all(isinstance(one, dict) for one in routes):
        raise UnreadableRoutes("expected a list under routes:", "cần một danh sách dưới routes:")
    return routes


def write_routes(content: Mapping[str, Any]) -> str:
    """The same as a file."""
    text: str = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=120)
    return text
