"""Base images where there is no registry: Debian by debootstrap, then each server's packages in a container of it.

This machine's mirrors, proxies and credentials are mounted while a container installs, and never part of an image.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

from deploy.containers import debian
from deploy.containers.docker import docker, image, last_line, loudly
from deploy.containers.engine import data_folder
from deploy.containers.packages import ensure
from deploy.containers.problems import ContainerProblem
from deploy.containers.recipes import BASE_PACKAGES, LEFT_OUT, NO_DAEMONS, PREFIX, Recipe, digest, recipes
from deploy.local.mongodb import find_mongod

MOUNTED = "/run/motcua-build"
BUNDLE = "trusted.crt"
AUTH = Path("/etc/apt/auth.conf.d")
SIDE_BY_SIDE = 2  # images made at once
Say = Callable[[str], None]


def make_bases(say: Say, *, fresh: bool = False) -> dict[str, str]:
    """Make what is lacking (``fresh``: all anew, with Debian's newest packages); name → image with its content's tag.

    Raises ContainerProblem.
    """
    codename = debian.suite()
    trusted = debian.bundle()
    mongod = Path(find_mongod())
    base = f"{PREFIX}/debian:{_base_tag(codename, trusted)}"
    made = {"debian": base}
    _once(base, fresh, say, lambda: _debootstrap(base, codename, trusted))
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        wanted = [(recipe, f"{recipe.repository}:{recipe.content(base)}") for recipe in recipes(mongod)]
        for recipe, tag in wanted:
            made[recipe.name] = tag
        steps = [pool.submit(_once, tag, fresh, say, partial(_install, recipe, base, tag)) for recipe, tag in wanted]
    for step in steps:
        step.result()
    for tag in made.values():
        docker("tag", tag, f"{tag.partition(':')[0]}:latest")
    return made


def _base_tag(codename: str, trusted: Path | None) -> str:
    return digest(codename, *BASE_PACKAGES, LEFT_OUT, _renewal("apt"), files=[trusted] if trusted else [])


def _renewal(apt: str) -> str:
    # A newer package of CAs would write its own bundle: this machine's comes last.
    trusted = f"{MOUNTED}/{BUNDLE}"
    return (
        f"set -eu\n{apt} update\n{apt} upgrade -y\n"
        f"[ ! -e {trusted} ] || cat {trusted} > /etc/ssl/certs/ca-certificates.crt\n"
    )


def _once(tag: str, fresh: bool, say: Say, make: Callable[[], None]) -> None:
    if image(tag) is not None and not fresh:
        return
    began = time.monotonic()
    make()
    say(f"{tag}: made in {time.monotonic() - began:.0f} s")


def _debootstrap(tag: str, codename: str, trusted: Path | None) -> None:
    ensure("debootstrap", "debootstrap")
    mirror = debian.archives(codename)[0].uri
    cache = _cache("debootstrap")
    with _in_memory() as folder:
        root = folder / "root"
        loudly(
            ("debootstrap", "--variant=minbase", f"--include={','.join(BASE_PACKAGES)}", f"--cache-dir={cache}",
             codename, str(root), mirror),
        )  # fmt: skip
        _slim(root)
        if trusted is not None:
            (root / "etc/ssl/certs/ca-certificates.crt").write_bytes(trusted.read_bytes())
        packed = subprocess.Popen(
            ("tar", "--create", "--numeric-owner", "--directory", str(root), "."), stdout=subprocess.PIPE
        )
        raw = f"{PREFIX}/bootstrapped:{uuid4().hex[:8]}"
        command = ("docker", "import", "-", raw)
        done = subprocess.run(command, stdin=packed.stdout, capture_output=True, text=True)
        if packed.wait() != 0 or done.returncode != 0:
            raise ContainerProblem(f"docker import failed: {last_line(done.stderr)}")
    _in_container(raw, tag, _renewal(_apt()), ("ENV LANG=C.UTF-8", 'CMD ["bash"]'))
    docker("rmi", raw)


@contextmanager
def _in_memory() -> Iterator[Path]:
    # debootstrap syncs thousands of small files: on a disk that takes most of its time.
    with tempfile.TemporaryDirectory(prefix="motcua-base-", dir=data_folder()) as folder:
        mounted = subprocess.run(("mount", "-t", "tmpfs", "-o", "size=2g", "motcua-base", folder)).returncode == 0
        try:
            yield Path(folder)
        finally:
            if mounted:
                subprocess.run(("umount", folder), check=True)


def _slim(root: Path) -> None:
    (root / "etc/dpkg/dpkg.cfg.d/motcua").write_text(LEFT_OUT)
    (root / "usr/sbin/policy-rc.d").write_text(NO_DAEMONS)
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    (root / "etc/apt/sources.list").write_text("# Named when an image is made.\n")
    emptied = (
        "usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "var/lib/apt/lists",
        "var/cache/apt", "var/log",
    )  # fmt: skip
    for name in emptied:
        subprocess.run(("find", str(root / name), "-type", "f,l", "-delete"), check=True)
    for name in ("etc/hostname", "etc/resolv.conf"):  # debootstrap copies this machine's
        (root / name).unlink(missing_ok=True)


def _install(recipe: Recipe, base: str, tag: str) -> None:
    _in_container(base, tag, recipe.script(_apt()), recipe.changes, recipe.files, cache=recipe.name)


def _in_container(
    start: str,
    tag: str,
    script: str,
    changes: Sequence[str],
    files: Sequence[tuple[Path, str]] = (),
    *,
    cache: str = "debian",
) -> None:
    """Run a script in a container of ``start`` and keep what it made as ``tag``."""
    name = f"motcua-build-{uuid4().hex[:8]}"
    signed_in = ("--volume", f"{AUTH}:{AUTH}:ro") if AUTH.is_dir() else ()
    with _sources() as mounted:
        docker(
            "create", "--name", name, "--network", "host", "--env", "DEBIAN_FRONTEND=noninteractive",
            "--volume", f"{mounted}:{MOUNTED}:ro", "--volume", f"{_cache('lists')}:/var/lib/apt/lists",
            "--volume", f"{_cache(cache)}:/var/cache/apt", *signed_in,
            start, "sh", "-c", script,
        )  # fmt: skip
        try:
            for path, target in files:
                docker("cp", str(path), f"{name}:{target}")
            loudly(("docker", "start", "--attach", name))
            docker("commit", *_changes((*changes, "ENV DEBIAN_FRONTEND=")), name, tag)
        finally:
            docker("rm", "--force", "--volumes", name)


def _changes(changes: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for change in changes for word in ("--change", change))


def _apt() -> str:
    mounted = ("-o", f"Dir::Etc::sourcelist={MOUNTED}/sources.list", "-o", "Dir::Etc::sourceparts=-")
    return " ".join(("apt-get -qq -o Dpkg::Use-Pty=0", *mounted, *(f"'{word}'" for word in debian.apt_options())))


@contextmanager
def _sources() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="motcua-sources-", dir=data_folder()) as folder:
        lines = "".join(f"{one.line()}\n" for one in debian.archives(debian.suite()))
        (Path(folder) / "sources.list").write_text(lines)
        trusted = debian.bundle()
        if trusted is not None:
            (Path(folder) / BUNDLE).write_bytes(trusted.read_bytes())
        Path(folder).chmod(0o755)
        yield Path(folder)


def _cache(name: str) -> Path:
    """Kept between runs, so that making images anew downloads only what is new."""
    folder = data_folder() / "cache" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
