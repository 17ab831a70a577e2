"""Mail over a real TLS server: protected from the first byte or from STARTTLS on, or it does not go; signed by DKIM."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from deploy.local.ports import free_ports
from services.notifications.app import build
from services.notifications.domain.message import Channel, Outcome, Reply
from services.notifications.gateways.dkim_signature import BadSigningKey, DkimSigner
from services.notifications.gateways.smtp import SmtpGateway, SmtpSettings
from shared.settings import InvalidSetting
from tests.integration.notifications.certificates import Authority
from tests.unit.notifications.samples import message

LETTER = message(Channel.EMAIL)
ACCEPTED = Reply(Outcome.ACCEPTED)


@dataclass
class Box:
    """What the server got, and whether each came protected; ``signed_in`` are the names that were told to it."""

    letters: list[tuple[bytes, bool]] = field(default_factory=list)
    signed_in: list[tuple[bytes, bool]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append((envelope.content, _protected(server)))
        return "250 OK"

    def authenticate(self, server: Any, session: Session, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        self.signed_in.append((login.login, _protected(server)))
        right = login.password == b"right"
        return AuthResult(success=right, handled=right)


def _protected(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("sslcontext") is not None


class Upgrading(Controller):
    """Plain until STARTTLS; ``offered`` is None where it can't."""

    def __init__(self, box: Box, port: int, offered: Any, **more: Any) -> None:
        super().__init__(
            box, hostname="127.0.0.1", port=port, tls_context=offered, authenticator=box.authenticate,
            auth_require_tls=True, ready_timeout=10, **more,
        )  # fmt: skip


class Protected(Controller):
    """TLS from the first byte."""

    def __init__(self, box: Box, port: int, context: Any) -> None:
        super().__init__(
            box, hostname="127.0.0.1", port=port, ssl_context=context, authenticator=box.authenticate,
            auth_require_tls=False, ready_timeout=10,
        )  # fmt: skip

    def _trigger_server(self) -> None:
        """The controller's own probe would use the server's context, which is none for a caller."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection((self.hostname, self.port), 5) as plain, context.wrap_socket(plain) as probe:
            probe.recv(1024)


@contextmanager
def serving(security: str, context: Any) -> Iterator[tuple[Box, int]]:
    box, (port,) = Box(), free_ports(1)
    server = Upgrading(box, port, context) if security == "starttls" else Protected(box, port, context)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.new(tmp_path)


@pytest.fixture
def told(authority: Authority) -> Callable[..., SmtpSettings]:
    """What the gateway is told; it believes the authority."""

    def settings(port: int, security: str, **changed: Any) -> SmtpSettings:
        plain = SmtpSettings(
            "localhost", port, security, "", "", "motcua@hason.example", "Bộ phận Một cửa", 5, str(authority.file)
        )
        return replace(plain, **changed)

    return settings


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_over_tls_and_so_do_the_names(authority: Authority, told: Any, security: str) -> None:
    with serving(security, authority.server()) as (box, port):
        assert SmtpGateway(told(port, security, user="motcua", password="right")).send(LETTER) == ACCEPTED
    assert [protected for _, protected in box.letters] == [True]
    assert box.signed_in == [(b"motcua", True)]
    assert message_from_bytes(box.letters[0][0], policy=default)["Message-ID"] == f"<{LETTER.id}@hason.example>"


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["name", "expired", "authority"])
def test_a_certificate_that_is_not_right_ends_the_attempt_and_nothing_is_told(
    tmp_path: Path, authority: Authority, told: Any, security: str, wrong: str
) -> None:
    others = tmp_path / "others"
    others.mkdir()
    context = {
        "name": lambda: authority.server("somewhere.example"),
        "expired": lambda: authority.server(days=-1),
        "authority": lambda: Authority.new(others).server(),
    }[wrong]()
    with serving(security, context) as (box, port):
        reply = SmtpGateway(told(port, security, user="motcua", password="right")).send(LETTER)
    assert reply == Reply(Outcome.FAILED, "certificate_not_trusted")
    assert (box.letters, box.signed_in) == ([], [])


def test_a_server_that_offers_no_tls_gets_neither_letter_nor_password(told: Any) -> None:
    with serving("starttls", None) as (box, port):
        reply = SmtpGateway(told(port, "starttls", user="motcua", password="right")).send(LETTER)
    assert reply == Reply(Outcome.FAILED, "no_tls")
    assert (box.letters, box.signed_in) == ([], [])


def test_a_plain_server_where_tls_is_due_from_the_first_byte_gets_nothing(told: Any) -> None:
    with serving("starttls", None) as (box, port):
        reply = SmtpGateway(told(port, "tls")).send(LETTER)
    assert reply.outcome is Outcome.FAILED
    assert box.letters == []


def test_a_wrong_password_is_told_as_such(authority: Authority, told: Any) -> None:
    with serving("starttls", authority.server()) as (box, port):
        reply = SmtpGateway(told(port, "starttls", user="motcua", password="wrong")).send(LETTER)
    assert (reply, box.letters) == (Reply(Outcome.FAILED, "sign_in_refused"), [])


def test_only_an_optional_notice_can_be_left(authority: Authority, told: Any) -> None:
    with serving("starttls", authority.server()) as (box, port):
        SmtpGateway(told(port, "starttls")).send(LETTER)
        SmtpGateway(told(port, "starttls", unsubscribe=lambda _: "https://hason.example/u/1")).send(LETTER)
    service, optional = (message_from_bytes(content, policy=default) for content, _ in box.letters)
    assert service["List-Unsubscribe"] is None
    assert optional["List-Unsubscribe"] == "<https://hason.example/u/1>"
    assert optional["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.fixture(scope="module")
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.mark.parametrize("form", [serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8])
def test_a_letter_is_signed_by_the_house(
    authority: Authority, told: Any, signing_key: rsa.RSAPrivateKey, form: serialization.PrivateFormat
) -> None:
    signer = DkimSigner(pem(signing_key, form), "motcua2026", "hason.example")
    with serving("starttls", authority.server()) as (box, port):
        SmtpGateway(told(port, "starttls", signer=signer, unsubscribe=lambda _: "https://x.example/u")).send(LETTER)
    content = box.letters[0][0]
    tags = verified(content, signing_key.public_key())
    assert (tags["d"], tags["s"], tags["a"]) == ("hason.example", "motcua2026", "rsa-sha256")
    assert {"from", "to", "subject", "message-id", "list-unsubscribe"} <= set(tags["h"].lower().split(":"))
    for changed in (content.replace(b"H99.11", b"H99.12"), content.replace(b"Subject: ", b"Subject: Not ")):
        with pytest.raises(AssertionError):
            verified(changed, signing_key.public_key())


@pytest.mark.parametrize(("key", "selector"), [(b"nothing", "a"), (None, "Not a host"), (None, "")])
def test_a_key_that_cannot_sign_is_refused_at_the_start(
    signing_key: rsa.RSAPrivateKey, key: bytes | None, selector: str
) -> None:
    with pytest.raises(BadSigningKey):
        DkimSigner(key or pem(signing_key), selector, "hason.example")


def test_settings_that_name_files_that_are_not_there_are_refused(settings: Any, database: Any) -> None:
    for changed, named in (({"dkim_selector": "a"}, "DKIM_SELECTOR"), ({"smtp_ca_file": "/none"}, "SMTP_CA_FILE")):
        with pytest.raises(InvalidSetting, match=named):
            build(settings.replaced(smtp_security="tls", **changed), database=database)


def pem(key: rsa.RSAPrivateKey, form: serialization.PrivateFormat = serialization.PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def verified(letter: bytes, key: rsa.RSAPublicKey) -> dict[str, str]:
    """The signature's tags, checked by a second reading of RFC 6376 (relaxed/relaxed); else AssertionError."""
    head, _, body = letter.partition(b"\r\n\r\n")
    fields = [one.partition(b":")[::2] for one in re.split(rb"\r\n(?![ \t])", head)]
    name, signature = next(one for one in fields if one[0].lower() == b"dkim-signature")
    pairs = (one.partition("=") for one in re.sub(r"\s+", "", signature.decode()).rstrip(";").split(";"))
    tags = {tag: value for tag, _, value in pairs}
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    plain = b"\r\n".join(lines).rstrip(b"\r\n") + b"\r\n"
    assert base64.b64encode(hashlib.sha256(plain).digest()).decode() == tags["bh"], "the text was changed"
    left = [one for one in fields if one[0] != name]
    chosen = []
    for wanted in tags["h"].lower().split(":"):
        place = next((n for n in reversed(range(len(left))) if left[n][0].lower().decode() == wanted), None)
        if place is not None:
            chosen.append(_relaxed(*left.pop(place)) + b"\r\n")
    chosen.append(_relaxed(name, re.sub(rb"(\bb=)[^;]*$", rb"\1", signature)))
    try:
        key.verify(base64.b64decode(tags["b"]), b"".join(chosen), padding.PKCS1v15(), hashes.SHA256())
    except Exception as fault:
        raise AssertionError("the head was changed") from fault
    return tags


def _relaxed(name: bytes, value: bytes) -> bytes:
    return name.lower().strip() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()
