"""The simulated providers of SMS and electronic mail, and what notifications is told to reach them."""

from __future__ import annotations

from deploy.local.home import Home
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.process import python
from deploy.local.readiness import answers
from deploy.local.secrets_file import kept_passwords
from deploy.local.steps import Stage, Step

SECRETS = ("sms-api-key", "sms-secret-key", "sms-callback-secret")
SEND = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"


class Providers:
    """One SMS gateway and one mail server with their screens."""

    def __init__(self, home: Home, ports: Ports) -> None:
        self._home = home
        self._ports = ports
        self._secrets = kept_passwords(home.providers, SECRETS)

    def environment(self) -> dict[str, str]:
        """What notifications is told."""
        return {
            **self._account(),
            "SMS_URL": f"http://{LOOPBACK}:{self._ports.sms_gateway}{SEND}",
            # Straight to the service: the gateway knows nothing of the front door.
            "SMS_CALLBACK_URL": f"http://{LOOPBACK}:{self._ports.notifications}/api/notifications/v1/receipts/esms",
            "SMTP_HOST": LOOPBACK,
            "SMTP_PORT": str(self._ports.mailbox),
            "SMTP_SECURITY": "none",
            # Whoever tries the system out may do so at night, and as often as they like.
            "QUIET_HOURS": "off",
            "RECIPIENT_RATE": "0",
        }

    def steps(self) -> tuple[Step, ...]:
        """Their processes; nothing waits for them, as nothing waits for a real provider."""
        ports = self._ports
        common = {"HOME": str(self._home.folder), "MALLOC_ARENA_MAX": "2"}
        gateway = python(
            "sms-gateway", "deploy.simulators.sms_gateway", "--port", str(ports.sms_gateway),
            environment={**common, **self._account()}, ready=lambda: answers(ports.sms_gateway),
            ports=(ports.sms_gateway,),
        )  # fmt: skip
        mailbox = python(
            "mailbox", "deploy.simulators.mailbox",
            *("--smtp-port", str(ports.mailbox), "--http-port", str(ports.screens)),
            *("--gateway", f"http://{LOOPBACK}:{ports.sms_gateway}", "--portal", f"http://{LOOPBACK}:{ports.portal}"),
            environment=common, ready=lambda: answers(ports.screens, "/simulators/readyz"),
            ports=(ports.mailbox, ports.screens),
        )  # fmt: skip
        return Step("sms-gateway", (), gateway, stage=Stage.DOOR), Step("mailbox", (), mailbox, stage=Stage.DOOR)

    def _account(self) -> dict[str, str]:
        return {name.upper().replace("-", "_"): secret for name, secret in self._secrets.items()}
