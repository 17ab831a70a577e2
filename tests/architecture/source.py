"""The project's own Python files as syntax trees, for the tests of its shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("deploy", "services", "shared", "tests")


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path from the project's root, its text, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name of the module."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def imports(self) -> tuple[str, ...]:
        """Dotted names of all modules that it imports, wherever in the file, but for types alone."""
        return _imports(self.path)


@cache
def sources(*rooms: str) -> tuple[Source, ...]:
    """Every Python file under these folders (all rooms of the project where none is named)."""
    return tuple(
        _source(path.relative_to(ROOT)) for room in rooms or ROOMS for path in sorted((ROOT / room).rglob("*.py"))
    )


@cache
def _imports(path: Path) -> tuple[str, ...]:
    found: list[str] = []
    for node in _run(_source(path).tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(found)


@cache
def _source(path: Path) -> Source:
    text = (ROOT / path).read_text("utf-8")
    return Source(path, text, ast.parse(text))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from _run(node)
