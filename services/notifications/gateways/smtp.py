"""Electronic mail over SMTP: a repetition carries the same Message-ID, every kind of answer is a named outcome."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

from services.notifications.domain.message import Message, Outcome, Reply

OVER_TLS, UPGRADED, PLAIN = "tls", "starttls", "none"


class Signer(Protocol):
    """Signs a whole letter."""

    def sign(self, letter: bytes) -> bytes: ...


def never_optional(_: Message) -> str | None:
    """For a house all of whose messages are service notices: nobody can leave them."""
    return None


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """``security`` is tls (from the first byte), starttls or none; ``sender`` an address, ``sender_name`` its name.

    ``ca_file`` holds the authorities that are believed instead of the system's. ``unsubscribe`` gives the address where
    one click ends an optional notice, None for what is no optional one.
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    sender_name: str
    timeout: float
    ca_file: str = ""
    signer: Signer | None = None
    unsubscribe: Callable[[Message], str | None] = never_optional


class SmtpGateway:
    """Implements ``Gateway`` for electronic mail; one connection a message."""

    name = "smtp"

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        # Checks certificate and name; raises OSError for a file of authorities that can't be read.
        self._trust = (
            ssl.create_default_context(cafile=settings.ca_file or None) if settings.security != PLAIN else None
        )

    def send(self, message: Message) -> Reply:
        """Hand one mail over. Until its text goes out nothing can have been sent; from then on, who knows."""
        try:
            content = self._signed(letter(message, self._settings))
        except ValueError:
            return Reply(Outcome.REFUSED, "unwritable")
        try:
            client = self._connected()
        except smtplib.SMTPAuthenticationError:
            return Reply(Outcome.FAILED, "sign_in_refused")
        except ssl.SSLCertVerificationError:
            return Reply(Outcome.FAILED, "certificate_not_trusted")
        except (ssl.SSLError, smtplib.SMTPNotSupportedError):
            return Reply(Outcome.FAILED, "no_tls")
        except (smtplib.SMTPException, OSError):
            return Reply(Outcome.FAILED, "not_reached")
        try:
            return self._hand_over(client, message.recipient or "", content)
        finally:
            client.close()

    def _signed(self, content: bytes) -> bytes:
        return self._settings.signer.sign(content) if self._settings.signer else content

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        client: smtplib.SMTP
        if settings.security == OVER_TLS:
            client = smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=self._trust)
        else:
            client = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if settings.security == UPGRADED:
                client.starttls(context=self._trust)
                client.ehlo()  # what was said in clear holds no more; without this some refuse the sender's name
            if settings.user:
                client.login(settings.user, settings.password)
        except BaseException:
            client.close()
            raise
        return client

    def _hand_over(self, client: smtplib.SMTP, recipient: str, content: bytes) -> Reply:
        try:
            for code, _ in (client.mail(self._settings.sender), client.rcpt(recipient)):
                if code >= 400:
                    return _refused(code)
        except (smtplib.SMTPException, OSError):
            return Reply(Outcome.FAILED, "cut_off")
        try:
            code, _ = client.data(content)
        except smtplib.SMTPDataError as refusal:  # it does not even want to hear the text
            return _refused(refusal.smtp_code)
        except (smtplib.SMTPException, OSError) as fault:
            # smtplib tells a time-out of the answer as a lost connection.
            late = isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError)
            return Reply(Outcome.UNKNOWN, "no_answer" if late else "cut_off")
        return Reply(Outcome.ACCEPTED) if code == 250 else _refused(code)


def letter(message: Message, settings: SmtpSettings) -> bytes:
    """The mail's bytes before signing, the same for every attempt. Raises ValueError for what can't be in a header."""
    mail = EmailMessage(policy=SMTP)
    if message.writing is None or message.recipient is None:
        raise ValueError("nothing to write, or nobody to write to")
    local, _, domain = settings.sender.partition("@")
    mail["From"] = Address(settings.sender_name, local, domain)
    mail["To"] = message.recipient
    mail["Subject"] = message.writing.subject
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    mail["Date"] = message.asked_at
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    leave = settings.unsubscribe(message)
    if leave:  # RFC 8058: one click of the reader's own mail program
        mail["List-Unsubscribe"] = f"<{leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.writing.text, cte="quoted-printable")
    if message.writing.html:
        mail.add_alternative(message.writing.html, subtype="html", cte="quoted-printable")
        mail.set_boundary(f"part-{message.id}")  # else a new one each time
    return mail.as_bytes()


def _refused(code: int) -> Reply:
    return Reply(Outcome.REFUSED if code >= 500 else Outcome.FAILED, f"smtp_{code}")
