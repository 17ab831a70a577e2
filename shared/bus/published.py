"""How a service declares what it tells: one ``Published`` a type, in the table ``PUBLISHED`` of its room ``published``.

From ``PUBLISHED`` of every service and the reading schemas in its room ``consumed`` (``READINGS``, a tuple of Reading,
or, where readings are made by a function of their own, ``SCHEMAS``: type → schema class) the contracts are generated:
``python -m deploy.contracts write``.
"""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema

from shared.store.change import Fact

SchemaClass = type[Schema]  # the field called type hides the builtin within the class


@dataclass(frozen=True, slots=True)
class Published:
    """One event type and its golden example.

    ``schema`` is the marshmallow schema class of ``data`` (without the personal block). ``example`` should come out of
    the same function that makes the fact at work, applied to a fixed state, so that the contract is what is really
    told. ``personal`` names the fields of the personal block, also those that the example leaves out.
    ``unread_because`` says why a type without a consumer is told all the same.
    ``sender`` is None for the service's own types; ``"agency"`` for messages that agencies send and this service's
    contract describes (their consumer is this service).
    """

    type: str
    schema: SchemaClass
    example: Fact
    personal: tuple[str, ...] = ()
    unread_because: str | None = None
    sender: str | None = None

    def __post_init__(self) -> None:
        if self.example.type != self.type:
            raise ValueError(f"{self.type}: its example is of type {self.example.type}")
        unnamed = set(self.example.personal or {}) - set(self.personal)
        if unnamed:
            raise ValueError(f"{self.type}: personal: {', '.join(sorted(unnamed))} stand in the example only")
