"""What the offline base images are made of: each from the one before it, by packages of Debian and a few commands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "motcua-offline"
BASE_PACKAGES = ("ca-certificates", "netbase", "tzdata")
# Nobody reads manuals in a container; and a layer that is not whole is thrown away, so nothing is synced on the way.
LEFT_OUT = """\
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/lintian/*
force-unsafe-io
"""
NO_DAEMONS = "#!/bin/sh\nexit 101\n"


@dataclass(frozen=True, slots=True)
class Recipe:
    """An image on the Debian base. ``user`` is made before the packages, with the number that the registry's image of
    the same server uses, so that volumes fit both; ``files`` go from this machine into the image.
    """

    name: str
    packages: tuple[str, ...]
    commands: tuple[str, ...] = ()
    user: tuple[str, int] | None = None
    files: tuple[tuple[Path, str], ...] = field(default=())
    changes: tuple[str, ...] = ()

    @property
    def repository(self) -> str:
        """Its name without a tag."""
        return f"{PREFIX}/{self.name}"

    def script(self, apt: str) -> str:
        """What is run in the container; ``apt`` is the command with this machine's mirrors."""
        lines = ["set -eu"]
        if self.user is not None:
            name, number = self.user
            lines.append(f"groupadd --system --gid {number} {name}")
            lines.append(f"useradd --system --uid {number} --gid {number} --no-create-home --shell /bin/false {name}")
        lines.append(f"{apt} install -y --no-install-recommends {' '.join(self.packages)}")
        lines += self.commands
        lines.append("rm -rf /var/log/*.log /var/log/apt /var/cache/debconf/*-old /root/.cache")
        return "\n".join(lines) + "\n"

    def content(self, parent: str) -> str:
        """A tag that changes with everything the image is made of; ``parent`` is the base's tag."""
        return digest(parent, self.script("apt"), *self.changes, files=[path for path, _ in self.files])


def digest(*texts: str, files: Sequence[Path] = ()) -> str:
    """Twelve hexadecimal digits of texts and files."""
    summed = hashlib.sha256()
    for text in texts:
        summed.update(text.encode() + b"\0")
    for path in files:
        with path.open("rb") as file:
            summed.update(hashlib.file_digest(file, "sha256").digest())
    return summed.hexdigest()[:12]


def recipes(mongod: Path) -> tuple[Recipe, ...]:
    """The four images on the base; ``mongod`` is the server's binary on this machine."""
    return (
        Recipe("python", ("python3", "python3-venv"), ("ln -s /usr/bin/python3 /usr/local/bin/python",)),
        Recipe(
            "mongo",
            ("libcurl4",),
            ("mkdir -p /data/db", "chown mongodb:mongodb /data/db", "chmod 755 /usr/local/bin/mongod"),
            user=("mongodb", 999),
            files=((mongod, "/usr/local/bin/mongod"),),
            changes=("VOLUME /data/db", "EXPOSE 27017", 'CMD ["mongod", "--bind_ip_all"]'),
        ),
        Recipe(
            "rabbitmq",
            ("rabbitmq-server",),
            (
                # The package's wrapper on the PATH insists on changing the user; the server itself needs no such thing.
                "for tool in rabbitmq-server rabbitmqctl rabbitmq-plugins rabbitmq-diagnostics; do "
                "ln -sf $(dirname $(readlink -f $(command -v rabbitmq-server)))/$tool /usr/local/sbin/$tool.real; done",
                "for tool in rabbitmq-server rabbitmqctl rabbitmq-plugins rabbitmq-diagnostics; do "
                "mv /usr/local/sbin/$tool.real /usr/local/sbin/$tool; done",
                "echo '[rabbitmq_management].' > /etc/rabbitmq/enabled_plugins",
                "rm -rf /var/lib/rabbitmq/* /var/lib/rabbitmq/.erlang.cookie",
                "chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq /etc/rabbitmq",
            ),
            user=("rabbitmq", 999),
            changes=(
                "ENV HOME=/var/lib/rabbitmq", "VOLUME /var/lib/rabbitmq", "EXPOSE 5672 15672", "USER 999:999",
                'CMD ["rabbitmq-server"]',
            ),
        ),
        Recipe(
            "nginx",
            ("nginx-light",),
            user=("nginx", 101),
            changes=("EXPOSE 80", 'CMD ["nginx", "-g", "daemon off;"]'),
        ),
    )  # fmt: skip
