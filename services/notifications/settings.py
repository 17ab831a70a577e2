"""The settings of notifications: what every service has, and its own."""

from __future__ import annotations

from pathlib import Path

from services.notifications.domain.quiet import read_span
from services.notifications.domain.words.brandname import BRANDNAME_RULE, brandname_fault
from shared.settings import COMMON, InvalidSetting, Setting, Settings, with_defaults

DATA = Path(__file__).parent / "data"
LONGEST_CALL = 25.0

OWN = (
    Setting("UNIT_NAME", str, "Bộ phận Một cửa, Sở Y tế tỉnh Hà Sơn", "who signs the messages"),
    Setting("UNIT_NAME_EN", str, "One-stop desk, Department of Health of Hà Sơn", "the same in English"),
    Setting("PROVINCE", str, "Sở Y tế tỉnh Hà Sơn", "whose pages these are"),
    Setting("PROVINCE_EN", str, "Department of Health of Hà Sơn", "the same in English"),
    Setting("PLACE_ADDRESS", str, "Số 1 đường Một Cửa, phường Hà Sơn, tỉnh Hà Sơn", "where the reception unit is"),
    Setting("PLACE_ADDRESS_EN", str, "1 Một Cửa Street, Hà Sơn Ward, Hà Sơn Province", "the same in English"),
    Setting("HOTLINE", str, "1800 0000", "telephone number for citizens, as it is read aloud"),
    Setting("TEMPLATES_FILE", Path, DATA / "templates.json", "the words of all messages"),
    Setting("PRICES_FILE", Path, DATA / "prices.json", "what a part of a message costs, by channel, provider and day"),
    Setting("SENDING_FILE", Path, DATA / "sending.json", "lane, useful life and weight of each message"),
    Setting("INBOUND_WORDS_FILE", Path, DATA / "inbound_words.json", "what people may ask for by SMS or email"),
    Setting("NOTICES_FILE", Path, DATA / "notices.json", "kinds of notices: named by law, optional, by consent"),
    Setting("LOOK_UP_RATE", int, 10, "look-ups that one number gets answered in an hour; 0 = any number", minimum=0),
    Setting("INBOUND_RATE", int, 30, "messages of one number that are heeded in an hour; 0 = any number", minimum=0),
    Setting("INBOUND_KEPT_DAYS", int, 90, "after so many days who wrote and what is forgotten", minimum=1),
    Setting(
        "CONTENT_KEPT_DAYS", int, 180, "after so many days what a message said, and to whom, is forgotten", minimum=30
    ),
    Setting("MAIL_INBOUND_SECRET", str, "", "signs letters that the mail server passes on; empty = none", secret=True),
    Setting("QUIET_HOURS", str, "22:00-07:00", "when no SMS but a code wakes anybody, by their own clock; or off"),
    Setting("RECIPIENT_RATE", int, 20, "messages that one person may get in an hour; 0 = any number", minimum=0),
    Setting("PROVIDER_RATE", int, 0, "messages that one provider is given in a second; 0 = any number", minimum=0),
    Setting("SEND_THREADS", int, 4, "messages that one worker sends at once, for each channel", minimum=1),
    Setting("SEND_TIMEOUT_SECONDS", float, 10.0, "how long a provider may take to answer; at most 25", minimum=0.1),
    Setting("PROVIDERS_FILE", str, "", "providers with weights (JSON); empty = those of SMS_URL and SMTP_HOST"),
    Setting("SMS_URL", str, "", "where SMS are posted; empty = no SMS is sent"),
    Setting("SMS_MAPPING_FILE", Path, DATA / "providers" / "esms.json", "what the SMS provider wants and answers"),
    Setting("SMS_API_KEY", str, "", "account at the SMS provider", secret=True),
    Setting("SMS_SECRET_KEY", str, "", "its secret", secret=True),
    Setting("SMS_BRANDNAME", str, "SYT HASON", "sender's name: at most 11 Latin characters, not digits only"),
    Setting("SMS_SANDBOX", bool, False, "the provider checks the messages and sends none"),
    Setting("SMS_CALLBACK_URL", str, "", "where the SMS provider tells what arrived; empty = under PUBLIC_URL"),
    Setting("SMS_CALLBACK_SECRET", str, "", "signs these callbacks; needed where SMS_URL is set", secret=True),
    Setting("SMPP_HOST", str, "", "SMS centre that is spoken to by SMPP 3.4 instead of SMS_URL; empty = none"),
    Setting("SMPP_PORT", int, 2775, "its port", minimum=1),
    Setting("SMPP_SYSTEM_ID", str, "", "account at the centre, at most 15 characters", secret=True),
    Setting("SMPP_PASSWORD", str, "", "its password, at most 8 characters", secret=True),
    Setting("SMPP_TLS", bool, False, "the connection to the centre is protected by TLS"),
    Setting("SMPP_CA_FILE", str, "", "the authorities that its certificate may come from; empty = the system's"),
    Setting("SMTP_HOST", str, "", "mail server; empty = no electronic mail is sent"),
    Setting("SMTP_PORT", int, 587, "its port", minimum=1),
    Setting("SMTP_SECURITY", str, "starttls", "how the connection is protected", choices=("tls", "starttls", "none")),
    Setting("SMTP_CA_FILE", str, "", "the authorities that its certificate may come from; empty = the system's"),
    Setting("SMTP_USER", str, "", "account at the mail server; empty = none is needed", secret=True),
    Setting("SMTP_PASSWORD", str, "", "its password", secret=True),
    Setting("MAIL_FROM", str, "motcua@hason.example", "sender's address of electronic mail"),
    Setting(
        "DKIM_SELECTOR", str, "", "signs letters with dkim.pem of SECRETS_DIR under this selector; empty = unsigned"
    ),
)

TABLE = (*with_defaults(COMMON, HTTP_BIND="127.0.0.1:8083"), *OWN)


def checked(settings: Settings) -> Settings:
    """The settings, where they fit together. Raises InvalidSetting."""
    if settings.sms_url and not settings.sms_callback_secret:
        raise InvalidSetting(
            "SMS_CALLBACK_SECRET is missing: without it nobody could believe the SMS provider's callbacks"
        )
    if settings.sms_url and settings.smpp_host:
        raise InvalidSetting("SMS_URL and SMPP_HOST are both set: SMS go one way")
    wrong = brandname_fault(settings.sms_brandname)
    if wrong:
        raise InvalidSetting(f"SMS_BRANDNAME: {wrong.replace('_', ' ')}: {BRANDNAME_RULE}")
    if len(settings.smpp_system_id) > 15 or len(settings.smpp_password) > 8:
        raise InvalidSetting("SMPP_SYSTEM_ID has at most 15 characters and SMPP_PASSWORD at most 8")
    try:
        read_span(settings.quiet_hours)
    except ValueError as fault:
        raise InvalidSetting(f"QUIET_HOURS: {fault}") from None
    if settings.send_timeout_seconds > LONGEST_CALL:
        raise InvalidSetting(
            f"SEND_TIMEOUT_SECONDS must be at most {LONGEST_CALL:g}: a claim's lease must outlive a call"
        )
    return settings
