"""Staff accounts: who may sign in, with which roles, for which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from services.intake.domain.errors import Words

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


class Role(Enum):
    """What a member of staff is there for; each service's access table says what that allows."""

    RECEPTION = "reception"
    AGENCY = "agency"
    OPERATOR = "operator"
    PETITION_OFFICER = "petition_officer"
    LEADER = "leader"
    ADMIN = "admin"
    TELEPHONY = "telephony"  # a machine: the telephone system that tells the hotline of calls


@dataclass(frozen=True, slots=True)
class Account:
    """``password_hash`` is argon2id; ``unit`` is an agency code; a blocked account stays, as its acts do."""

    username: str
    version: int
    display_name: Words
    roles: tuple[Role, ...]
    unit: str
    password_hash: str = field(repr=False)
    blocked: bool = False

    def __post_init__(self) -> None:
        if not USERNAME.fullmatch(self.username):
            raise ValueError("a user name has 2 to 40 small letters, digits, dots or dashes, and begins with a letter")
        if not self.roles:
            raise ValueError("an account has one role at least")

    @property
    def id(self) -> str:
        return self.username
