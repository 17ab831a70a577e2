"""Electronic mail over SMTP: a repetition carries the same Message-ID, every kind of answer is a named outcome."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from services.notifications.domain.message import Message, Outcome, Reply

OVER_TLS, UPGRADED, PLAIN = "tls", "starttls", "none"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """``security`` is tls (from the first byte), starttls or none; ``sender`` an address, ``sender_name`` its name."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    sender_name: str
    timeout: float


class SmtpGateway:
    """Implements ``Gateway`` for electronic mail; one connection a message."""

    name = "smtp"

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._trust = ssl.create_default_context() if settings.security != PLAIN else None

    def send(self, message: Message) -> Reply:
        """Hand one mail over. Until its text goes out nothing can have been sent; from then on, who knows."""
        try:
            content = letter(message, self._settings)
        except ValueError:
            return Reply(Outcome.REFUSED, "unwritable")
        try:
            client = self._connected()
        except smtplib.SMTPAuthenticationError:
            return Reply(Outcome.FAILED, "sign_in_refused")
        except (smtplib.SMTPException, OSError):
            return Reply(Outcome.FAILED, "not_reached")
        try:
            return self._hand_over(client, message.recipient or "", content)
        finally:
            client.close()

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
    """The mail's bytes, the same for every attempt. Raises ValueError for what can't stand in a header."""
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
    mail.set_content(message.writing.text, cte="quoted-printable")
    if message.writing.html:
        mail.add_alternative(message.writing.html, subtype="html", cte="quoted-printable")
        mail.set_boundary(f"part-{message.id}")  # else a new one each time
    return mail.as_bytes()


def _refused(code: int) -> Reply:
    return Reply(Outcome.REFUSED if code >= 500 else Outcome.FAILED, f"smtp_{code}")
