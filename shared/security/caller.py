"""Who is asking: a member of staff, somebody with an account, the owner of one thing by its token, or anybody."""

from __future__ import annotations

from dataclasses import dataclass, field

PUBLIC_ROLE = "public"
OWNER_ROLE = "owner"
ACCOUNT_KIND = "citizen"


@dataclass(frozen=True, slots=True)
class Caller:
    """``kind`` is staff, citizen, owner or public; ``id`` an account's, never a person's name or number.

    ``unit`` is the office that a member of staff belongs to. ``owner_token`` is what an owner showed: a claim that the
    use case checks against the stored hash, not yet a proof.
    """

    kind: str = PUBLIC_ROLE
    id: str = ""
    roles: frozenset[str] = frozenset()
    unit: str | None = None
    owner_token: str | None = field(default=None, repr=False)

    @property
    def all_roles(self) -> frozenset[str]:
        """The roles that rules are looked up by: everybody is public; who shows a token, or signed in to an account,
        may be an owner."""
        account = {ACCOUNT_KIND, OWNER_ROLE} if self.kind == ACCOUNT_KIND else set()
        owner = {OWNER_ROLE} if self.owner_token else set()
        return self.roles | account | owner | {PUBLIC_ROLE}

    @property
    def actor(self) -> str:
        """How the caller stands in the history of what happened."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


PUBLIC = Caller()
