"""The few things that are asked of the Docker client."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.containers.problems import ContainerProblem


def docker(*arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """What the client answers. Raises ContainerProblem with its last line."""
    done = subprocess.run(
        ("docker", *arguments), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise ContainerProblem(f"docker {arguments[0]}: {last_line(done.stderr or done.stdout)}")
    return done.stdout.strip()


def loudly(command: Sequence[str], **more: Any) -> None:
    """Run a long command; its output is shown only where it fails, on standard error. Raises ContainerProblem."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        sys.stderr.write("".join(f"  {line}\n" for line in done.stdout.splitlines()[-40:]))
        raise ContainerProblem(f"{' '.join(command[:2])} failed: {last_line(done.stdout)}")


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def image(name: str) -> dict[str, Any] | None:
    """What the engine knows of an image by its name, or None."""
    try:
        return dict(json.loads(docker("image", "inspect", name))[0])
    except ContainerProblem:
        return None


def megabytes(name: str) -> int:
    """An image's size."""
    found = image(name)
    return round(found["Size"] / 1e6) if found else 0
