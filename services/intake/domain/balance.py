"""Where an accepted dossier stands, in the words that routing uses for it too, and the number of each telling of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.intake.domain.status import Status

# Running is anywhere between the agencies: which of them has it is routing's to say.
STANDING = {
    Status.ACCEPTED: "open",
    Status.IN_PROGRESS: "open",
    Status.SUPPLEMENT_ASKED: "supplement",
    Status.PAYMENT_ASKED: "payment",
    Status.WITHDRAWN: "withdrawn",
    Status.STOPPED: "stopped",
    Status.DONE: "decided",
    Status.RETURNED: "returned",
}
TOLD, ANSWERED = "balance", "balance-answers"


@dataclass(frozen=True, slots=True)
class Balance:
    """One run of tellings: ``version`` is the number of the last one."""

    id: str
    version: int = 0

    def told(self) -> Balance:
        """One telling further."""
        return replace(self, version=self.version + 1)
