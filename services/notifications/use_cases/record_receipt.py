"""A provider's callback moves a message forward; a late, repeated or contradicting one changes nothing."""

from __future__ import annotations

from services.notifications.domain.message import Message, Receipt
from services.notifications.use_cases.ports import BadReceipt, Clock
from services.notifications.use_cases.send_message import change_message
from shared.store.change import Work


def record_receipt(work: Work, receipt: Receipt, clock: Clock, provider: str) -> Message:
    """The message as it stands afterwards. Raises BadReceipt for an unknown message or another one's receipt."""

    def rule(message: Message) -> Message:
        known = message.provider_id
        if known and receipt.provider_id and known != receipt.provider_id:
            raise BadReceipt("another-message", trusted=True)
        return message.receive(receipt, clock())

    found = change_message(work, receipt.message_id, rule, clock, why=f"receipt from {provider}")
    if found is None:
        raise BadReceipt("unknown-message", trusted=True)
    return found
