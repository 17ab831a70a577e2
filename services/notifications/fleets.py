"""Puts the providers together: those of a file, or the one a channel that the settings name, each with its gateway."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.notifications.domain.inbound.pieces import Piece
from services.notifications.domain.message import Channel, Message, Receipt, Reply
from services.notifications.domain.provider import Provider
from services.notifications.gateways.dkim_signature import BadSigningKey, DkimSigner
from services.notifications.gateways.http_mapping import BadMapping, HttpMapping, read_mapping
from services.notifications.gateways.http_messages import HttpAccount, HttpGateway
from services.notifications.gateways.providers_file import Described, read_providers
from services.notifications.gateways.receipts import EsmsReceipts, MappedReceipts, ZaloReceipts
from services.notifications.gateways.smpp import NAME, Ears, SmppGateway
from services.notifications.gateways.smpp_session import SmppAccount
from services.notifications.gateways.smtp import SmtpGateway, SmtpSettings, never_optional
from services.notifications.store.submitted_parts import SubmittedParts
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.ports import BadReceipt, Gateway, Healths, ReceiptReader
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.send_message import change_message
from shared.bus.connecting import process_name
from shared.security.fields import BlindIndex
from shared.settings import InvalidSetting, Settings
from shared.store.clock import Clock
from shared.store.leases import Leases
from shared.store.work import MongoWork

if TYPE_CHECKING:
    from pymongo.database import Database

RECEIPTS = "/api/notifications/v1/receipts/"
SMS, MAIL, ZALO = "sms", "smtp", "zalo"
CHANNEL_OF = {SMS: Channel.SMS, MAIL: Channel.EMAIL, ZALO: Channel.ZALO}


def described(settings: Settings) -> tuple[Described, ...]:
    """The providers of the file, or the one a channel that the settings name. Raises BadProviders, InvalidSetting."""
    if settings.providers_file:
        return read_providers(Path(settings.providers_file))
    found = []
    if settings.sms_url:
        told = {
            "mapping": str(settings.sms_mapping_file), "url": settings.sms_url, "api_key": settings.sms_api_key,
            "secret_key": settings.sms_secret_key, "callback_secret": settings.sms_callback_secret,
            "brandname": settings.sms_brandname, "callback_url": settings.sms_callback_url,
            "sandbox": settings.sms_sandbox,
        }  # fmt: skip
        found.append(Described(Provider(_mapping(told["mapping"]).name), SMS, told))
    if settings.smtp_host:
        told = {
            "host": settings.smtp_host, "port": settings.smtp_port, "security": settings.smtp_security,
            "user": settings.smtp_user, "password": settings.smtp_password, "sender": settings.mail_from,
            "ca_file": settings.smtp_ca_file,
        }  # fmt: skip
        found.append(Described(Provider(SmtpGateway.name), MAIL, told))
    return tuple(found)


def make_fleets(
    settings: Settings,
    given: Sequence[Described],
    healths: Healths,
    line: SmppGateway | None,
    leave: Callable[[Message], str | None] = never_optional,
) -> dict[Channel, Fleet]:
    """The providers of each channel that has any; a line to an SMS centre is the only one of its channel.

    Raises InvalidSetting.
    """
    found = {}
    for channel in Channel:
        some = [one for one in given if CHANNEL_OF[one.kind] is channel]
        if some:
            gateways = {one.provider.name: _gateway(settings, one, leave) for one in some}
            found[channel] = Fleet(tuple(one.provider for one in some), gateways, healths)
    if line is not None:
        if Channel.SMS in found:
            raise InvalidSetting("SMPP_HOST is set, and providers of SMS over HTTP as well: SMS go one way")
        found[Channel.SMS] = Fleet((Provider(line.name),), {line.name: line}, healths)
    return found


def receipt_readers(given: Sequence[Described]) -> dict[str, ReceiptReader]:
    """By the provider's name; without a secret nobody could be believed."""
    found: dict[str, ReceiptReader] = {}
    for one in given:
        secret = one.told.get("callback_secret")
        if one.kind == MAIL or not secret:
            continue
        told = _mapping(one.told["mapping"]).receipts
        if told == "zalo":
            found[one.provider.name] = ZaloReceipts(str(one.told.get("app_id", "")), secret)
        elif told is not None:
            found[one.provider.name] = EsmsReceipts(secret) if told == "esms" else MappedReceipts(secret, told)
    return found


def approved_words(given: Sequence[Described]) -> dict[str, str]:
    """The number that a provider gave each version of a template, by the version's name. Raises InvalidSetting."""
    found: dict[str, str] = {}
    for one in given:
        if one.kind == ZALO:
            found |= _approved(one)
    return found


def _approved(one: Described) -> dict[str, str]:
    told: Any = None
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(Path(one.told["templates_file"]).read_text("utf-8"))["approved"]
    if not isinstance(told, dict) or not all(isinstance(number, str) and number for number in told.values()):
        what = "a JSON file {approved: {version: number}}"
        raise InvalidSetting(f"PROVIDERS_FILE: {one.provider.name}: templates_file is {what}")
    return told


def make_line(
    settings: Settings, database: Database[dict[str, Any]], index: BlindIndex, work: MongoWork, clock: Clock,
    person: Callable[[Piece], None],
) -> SmppGateway:  # fmt: skip
    """The line to an SMS centre, not open yet; ``person`` takes what people write."""
    account = SmppAccount(
        settings.smpp_host, settings.smpp_port, settings.smpp_system_id, settings.smpp_password, settings.smpp_tls,
        settings.smpp_ca_file, settings.send_timeout_seconds,
    )  # fmt: skip

    def reply(id: str, number: int, told: Reply) -> None:
        change_message(work, id, lambda one: one.record(number, told, clock()), clock, why=f"attempt {number}")

    def receipt(told: Receipt) -> None:
        with suppress(BadReceipt):  # of a message that is not there any more
            record_receipt(work, told, clock, NAME)

    return SmppGateway(
        account, settings.sms_brandname, SubmittedParts(database, index, NAME), Leases(database), process_name(),
        Ears(reply, receipt, person), clock,
    )  # fmt: skip


def _gateway(settings: Settings, one: Described, leave: Callable[[Message], str | None]) -> Gateway:
    if one.kind == ZALO:
        return _zalo(settings, one)
    return _sms(settings, one) if one.kind == SMS else _mail(settings, one.told, leave)


def _zalo(settings: Settings, one: Described) -> HttpGateway:
    told = one.told
    account = HttpAccount(
        told["url"], "", "", "", "", settings.send_timeout_seconds, approved=_approved(one),
        token_file=Path(told["token_file"]),
    )  # fmt: skip
    return HttpGateway(replace(_mapping(told["mapping"]), name=one.provider.name), account)


def _sms(settings: Settings, one: Described) -> HttpGateway:
    told, name = one.told, one.provider.name
    back = told.get("callback_url") or f"{settings.public_url.rstrip('/')}{RECEIPTS}{name}"
    account = HttpAccount(
        told["url"], told["api_key"], told["secret_key"], told["brandname"], back, settings.send_timeout_seconds,
        told.get("sandbox", False),
    )  # fmt: skip
    return HttpGateway(replace(_mapping(told["mapping"]), name=name), account)


def _mail(settings: Settings, told: Mapping[str, Any], leave: Callable[[Message], str | None]) -> SmtpGateway:
    account = SmtpSettings(
        told["host"], told["port"], told["security"], told.get("user", ""), told.get("password", ""), told["sender"],
        settings.unit_name, settings.send_timeout_seconds, told.get("ca_file", ""), _signer(settings, told["sender"]),
        leave,
    )  # fmt: skip
    try:
        return SmtpGateway(account)
    except OSError:
        raise InvalidSetting("SMTP_CA_FILE (ca_file of a provider) holds no certificates that can be read") from None


def _mapping(path: str) -> HttpMapping:
    try:
        return read_mapping(json.loads(Path(path).read_text("utf-8")))
    except OSError:
        raise InvalidSetting(f"SMS_MAPPING_FILE can't be read: {path}") from None
    except BadMapping as problem:
        raise InvalidSetting(f"SMS_MAPPING_FILE: {problem}") from None
    except ValueError:
        raise InvalidSetting("SMS_MAPPING_FILE holds no JSON") from None


def _signer(settings: Settings, sender: str) -> DkimSigner | None:
    if not settings.dkim_selector:
        return None
    try:
        key = (settings.secrets_dir / "dkim.pem").read_bytes()
        return DkimSigner(key, settings.dkim_selector, sender.partition("@")[2])
    except OSError:
        raise InvalidSetting("DKIM_SELECTOR is set, but SECRETS_DIR holds no readable dkim.pem") from None
    except BadSigningKey as problem:
        raise InvalidSetting(f"DKIM_SELECTOR: {problem}") from None
