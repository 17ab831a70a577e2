"""The simulated national portal, and what intake is told to reach it."""

from __future__ import annotations

from deploy.local.home import Home
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.process import python
from deploy.local.readiness import answers
from deploy.local.secrets_file import kept_passwords
from deploy.local.steps import Stage, Step

SECRETS = ("portal-password",)
USER = "motcua"


class Portal:
    """One portal with one account."""

    def __init__(self, home: Home, ports: Ports) -> None:
        self._home = home
        self._port = ports.portal
        self._account = {
            "PORTAL_USER": USER,
            "PORTAL_PASSWORD": kept_passwords(home.providers, SECRETS)["portal-password"],
        }

    def environment(self) -> dict[str, str]:
        """What intake is told."""
        return {**self._account, "PORTAL_URL": f"http://{LOOPBACK}:{self._port}"}

    def steps(self) -> tuple[Step, ...]:
        """Its process; nothing waits for it, as nothing waits for the real one."""
        process = python(
            "portal", "deploy.simulators.portal", "--port", str(self._port),
            environment={"HOME": str(self._home.folder), "MALLOC_ARENA_MAX": "2", **self._account},
            ready=lambda: answers(self._port), ports=(self._port,),
        )  # fmt: skip
        return (Step("portal", (), process, stage=Stage.DOOR),)
