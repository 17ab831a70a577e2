"""Building the services' images: ``python -m deploy.containers.images build | offline``.

``build`` takes the base from a registry (or PYTHON_IMAGE); ``offline`` makes every base here first, for machines
without a registry. Tags are the project's version; a layer whose content did not change is used again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from deploy.containers import debian
from deploy.containers.docker import docker, image, loudly, megabytes
from deploy.containers.engine import engine, required
from deploy.containers.offline import make_bases
from deploy.containers.problems import ContainerProblem, NoEngine
from deploy.local.home import ROOT
from deploy.local.system import SERVICES

SIMULATORS = "simulators"
PYTHON_IMAGE = "python:3.13-slim"
FOLDER = ROOT / "deploy" / "images"
# How pip reaches its index here, as far as it concerns a container: no folders of this machine.
PIP = {"global.index-url": "PIP_INDEX_URL", "global.extra-index-url": "PIP_EXTRA_INDEX_URL",
       "global.trusted-host": "PIP_TRUSTED_HOST"}  # fmt: skip
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def version() -> str:
    """The project's version, which is the images' tag unless MOTCUA_VERSION says another."""
    given = os.environ.get("MOTCUA_VERSION")
    return given or str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def names(tag: str) -> dict[str, str]:
    """What is built → the image's name."""
    return {what: f"motcua/{what}:{tag}" for what in (*SERVICES, SIMULATORS)}


def build(python_image: str, tag: str) -> dict[str, str]:
    """Build all images on a base with Python. Raises ContainerProblem."""
    built = names(tag)
    if image(python_image) is None:
        docker("pull", python_image)
    common = {"PYTHON_IMAGE": python_image, "VERSION": tag, **_revision(), **_package_index()}
    # Two at once: while one downloads, the other unpacks.
    with ThreadPoolExecutor(2) as pool:
        for step in [pool.submit(_build, what, name, common) for what, name in built.items()]:
            step.result()
    return built


def _build(what: str, name: str, common: Mapping[str, str]) -> None:
    dockerfile = "Dockerfile.simulators" if what == SIMULATORS else "Dockerfile"
    arguments = {**common, **({} if what == SIMULATORS else {"SERVICE": what})}
    told = (word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}"))
    command = ("docker", "build", "--quiet", "--network", "host", "--file", str(FOLDER / dockerfile), "--tag", name)
    loudly((*command, *told, str(ROOT)), env={**os.environ, "DOCKER_BUILDKIT": "0"})


def _revision() -> dict[str, str]:
    command = ("git", "-C", str(ROOT), "log", "-1", "--format=%H %cI")
    told = subprocess.run(command, capture_output=True, text=True)
    revision, _, created = told.stdout.strip().partition(" ")
    return {"REVISION": revision, "CREATED": created} if told.returncode == 0 else {}


def _package_index() -> dict[str, str]:
    told = subprocess.run((sys.executable, "-m", "pip", "config", "list"), capture_output=True, text=True).stdout
    given = {}
    for line in told.splitlines():
        name, _, value = line.partition("=")
        words = [word for word in value.strip("'\"").split() if "index" not in name or urlsplit(word).scheme != "file"]
        if PIP.get(name) and words:
            given[PIP[name]] = " ".join(words)
    if debian.bundle() is not None:
        given["PIP_CERT"] = BUNDLE
    given["PIP_DEFAULT_TIMEOUT"] = os.environ.get("PIP_DEFAULT_TIMEOUT", "60")
    return given


def sizes(made: Mapping[str, str]) -> str:
    """A table of images with what each takes."""
    return "\n".join(f"{megabytes(name):>6} MB  {name}" for name in made.values())


def main() -> int:
    """Exit status 0 with the sizes, 1 with one line; without an engine 0, or 1 where REQUIRE_DOCKER=1."""
    parser = argparse.ArgumentParser(prog="python -m deploy.containers.images", description=__doc__)
    parser.add_argument("how", choices=("build", "offline"))
    parser.add_argument(
        "--fresh", action="store_true", help="make the offline bases anew, with Debian's newest packages"
    )
    options = parser.parse_args()
    began = time.monotonic()
    try:
        with engine():
            bases = make_bases(print, fresh=options.fresh) if options.how == "offline" else {}
            python_image = bases.get("python") or os.environ.get("PYTHON_IMAGE") or PYTHON_IMAGE
            print(sizes({**bases, **build(python_image, version())}))
    except NoEngine as reason:
        print(f"{'failed' if required() else 'skipped'}: {reason}", file=sys.stderr)
        return 1 if required() else 0
    except ContainerProblem as problem:
        print(f"images: {problem}", file=sys.stderr)
        return 1
    print(f"images: ready after {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
