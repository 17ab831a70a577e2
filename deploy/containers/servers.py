"""Which images everything stands on: those named by variables, the registry's where it answers, else ones made here.

``python -m deploy.containers.servers`` prints the choice for the broker and the database as lines for a shell.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from deploy.containers.docker import docker, image
from deploy.containers.engine import engine
from deploy.containers.offline import make_bases
from deploy.containers.problems import ContainerProblem

# Variable → the registry's image, and what the one made here is called.
IMAGES = {
    "PYTHON_IMAGE": ("python:3.13-slim", "python"),
    "MONGO_IMAGE": ("mongo:8", "mongo"),
    "RABBITMQ_IMAGE": ("rabbitmq:4-management", "rabbitmq"),
    "NGINX_IMAGE": ("nginx:1.28", "nginx"),
}
SERVERS = ("MONGO_IMAGE", "RABBITMQ_IMAGE")


def chosen(wanted: Sequence[str] = tuple(IMAGES)) -> dict[str, str]:
    """Variable → image that the engine has. Raises ContainerProblem."""
    found = {name: os.environ.get(name) or IMAGES[name][0] for name in wanted}
    if all(_had(one) for one in found.values()):
        return found
    made = make_bases(lambda line: print(line, file=sys.stderr))
    return {name: os.environ.get(name) or made[IMAGES[name][1]] for name in wanted}


def _had(name: str) -> bool:
    if image(name) is not None:
        return True
    try:
        docker("pull", "--quiet", name)
    except ContainerProblem:
        return False
    return True


def main() -> int:
    """Exit status 0 with the lines, 1 with one line of trouble."""
    try:
        with engine():
            for name, value in chosen(SERVERS).items():
                print(f"export {name}={value}")
    except ContainerProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
