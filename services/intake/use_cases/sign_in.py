"""Signs a member of staff in: password checked, token issued."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.intake.domain.account import Account
from services.intake.domain.errors import SignInRefused, Words
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.security.passwords import verify_password

REFUSED = Words("Tên đăng nhập hoặc mật khẩu chưa đúng", "The user name or the password is not right")


@dataclass(frozen=True, slots=True)
class SignedIn:
    account: Account
    caller: Caller
    token: str = field(repr=False)


def sign_in(ports: Ports, username: str, password: str, *, address: str) -> SignedIn:
    """A signed token for ten minutes. Unknown user, wrong password and blocked account look the same.

    Raises SignInRefused, TooManyAttempts, StoreAway.
    """
    name = username.strip().lower()
    ports.limits.take("sign-in-address", address)
    ports.limits.take("sign-in-account", name[:80])
    account = ports.accounts.find(name)
    usable = account is not None and not account.blocked
    if not verify_password(account.password_hash if account and usable else None, password) or account is None:
        raise SignInRefused("sign-in-refused", REFUSED)
    caller = Caller("staff", account.username, frozenset(role.value for role in account.roles), account.unit)
    return SignedIn(account, caller, ports.tokens.issue(caller, ports.clock()))
