"""The simulated bank, and what intake is told to reach it and to be reached by it."""

from __future__ import annotations

from deploy.local.home import Home
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.process import python
from deploy.local.readiness import answers
from deploy.local.secrets_file import kept_passwords
from deploy.local.steps import Stage, Step

SECRET = "bank-secret"  # noqa: S105 - its name, not itself
# A bank and an account that nobody has: codes of them move no money anywhere.
ACCOUNT = {
    "PAYMENT_BANK": "970499",
    "PAYMENT_BANK_NAME": "Ngân hàng mô phỏng",
    "PAYMENT_BANK_NAME_EN": "Simulated bank",
    "PAYMENT_ACCOUNT": "9990000111222",
    "PAYMENT_HOLDER": "SO Y TE HA SON",
}
PAGE = "/simulators/bank/"


class Bank:
    """One bank with its page behind the front door."""

    def __init__(self, home: Home, ports: Ports, url: str) -> None:
        self._home = home
        self._ports = ports
        self._url = url
        self._secret = kept_passwords(home.providers, (SECRET,))[SECRET]

    def environment(self) -> dict[str, str]:
        """What intake is told."""
        return {
            **ACCOUNT,
            "PAYMENT_SECRET": self._secret,
            "PAYMENT_URL": f"http://{LOOPBACK}:{self._ports.bank}",
            "PAYMENT_TRIAL_URL": f"{self._url}{PAGE}",
        }

    def step(self) -> Step:
        """Its process; nothing waits for it, as nothing waits for a real bank."""
        # Straight to the service: the bank knows nothing of the front door.
        callback = f"http://{LOOPBACK}:{self._ports.intake}/api/intake/v1/payments/bank"
        process = python(
            "bank", "deploy.simulators.bank", "--port", str(self._ports.bank), "--callback", callback,
            environment={"HOME": str(self._home.folder), "MALLOC_ARENA_MAX": "2", "BANK_SECRET": self._secret},
            ready=lambda: answers(self._ports.bank, f"{PAGE}readyz"), ports=(self._ports.bank,),
        )  # fmt: skip
        return Step("bank", (), process, stage=Stage.DOOR)
