"""What this machine knows of Debian: suite, mirrors and proxies as apt reads them, and the bundle of trusted CAs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.containers.problems import ContainerProblem

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
BUNDLES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Archive:
    """One suite of one mirror."""

    uri: str
    suite: str

    def line(self) -> str:
        """As it stands in a list of sources."""
        return f"deb [signed-by={KEYRING}] {self.uri} {self.suite} main"


def suite() -> str:
    """The codename of this machine's Debian. Raises ContainerProblem where it is another system."""
    about: dict[str, str] = {}
    release = Path("/etc/os-release")
    for line in release.read_text().splitlines() if release.exists() else ():
        name, _, value = line.partition("=")
        about[name] = value.strip().strip('"')
    if about.get("ID") != "debian":
        raise ContainerProblem("images without a registry are made on Debian: this is another system")
    return about["VERSION_CODENAME"]


def archives(codename: str) -> list[Archive]:
    """Debian's own suites among apt's sources, the main one first. Raises ContainerProblem where it is lacking."""
    command = ("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)")
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    wanted = (codename, f"{codename}-updates", f"{codename}-security")
    found = {
        Archive(words[0], words[1])
        for words in map(str.split, told.splitlines())
        if len(words) == 4 and words[1] in wanted and words[2] == "main" and words[3] == "Packages"
    }
    if not any(one.suite == codename for one in found):
        raise ContainerProblem(f"apt knows no mirror with Debian {codename}: see /etc/apt/sources.list")
    return sorted(found, key=lambda one: (wanted.index(one.suite), one.uri))


def apt_options() -> tuple[str, ...]:
    """apt's proxies here, as options for apt elsewhere."""
    told = subprocess.run(("apt-config", "dump"), capture_output=True, text=True, check=True).stdout
    return tuple(_proxies(told))


def _proxies(dumped: str) -> Iterator[str]:
    for line in dumped.splitlines():
        name, _, value = line.rstrip(";").partition(" ")
        if name.startswith("Acquire::") and "Proxy" in name and value.strip('"'):
            yield from ("-o", f"{name}={value.strip(chr(34))}")


def bundle(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The file of trusted CAs that this machine is told to use, if it is told."""
    for name in BUNDLES:
        if environ.get(name):
            path = Path(environ[name])
            if not path.is_file():
                raise ContainerProblem(f"{name} names {path}, which is no file")
            return path
    return None
