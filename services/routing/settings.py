"""Routing's settings: what every service has, its own, and what only the provisioner of agencies is given."""

from __future__ import annotations

from pathlib import Path

from shared.settings import COMMON, Setting, with_defaults

DATA = Path(__file__).parent / "data"

OWN = (
    Setting("DISPATCH_LIMIT", int, 20, "most tasks that lie unacknowledged in one agency's queue", minimum=1),
    Setting(
        "DISPATCH_SWEEP_SECONDS",
        float,
        1.0,
        "the dispatcher looks at all agencies this often, news or not",
        minimum=0.05,
    ),
    Setting(
        "EXCHANGE_URL", str, "", "the address at which agencies fetch papers and leave results; empty = PUBLIC_URL"
    ),
    Setting(
        "CLOCKS_SWEEP_SECONDS", float, 2.0, "pause of the clocks' timer when no case is to be looked at", minimum=0.05
    ),
    Setting("PROVINCE", str, "Sở Y tế tỉnh Hà Sơn", "whose pages these are"),
    Setting("PROVINCE_EN", str, "Department of Health of Hà Sơn", "the same in English"),
    Setting("HOTLINE", str, "1800 0000", "telephone number that error pages name"),
    Setting("WORK_ORDER_FILE", Path, DATA / "work_order.json", "bounds of preference in lists of tasks and in queues"),
    Setting(
        "ESCALATION_FILE", Path, DATA / "escalation.json", "when who is told of late work, and what a forecast needs"
    ),
    Setting("OPINIONS_FILE", Path, DATA / "opinions.json", "bounds of opinions that agencies ask of each other"),
    Setting("ROUTES_FILE", Path, DATA / "routes.json", "agencies and routes that init loads"),
)

TABLE = (*with_defaults(COMMON, HTTP_BIND="127.0.0.1:8082"), *OWN)

# Only the role that provisions agencies holds the broker's administrator.
PROVISIONER = (
    *TABLE,
    Setting("AMQP_ADMIN_URL", str, meaning="the broker as its administrator; names the virtual host", secret=True),
    Setting("RABBITMQ_MANAGEMENT_URL", str, meaning="the management API, with the administrator's name", secret=True),
    Setting(
        "AGENCY_AMQP_URL",
        str,
        "",
        "the broker as agencies reach it (amqps://host:port/vhost); empty = as this service does",
        secret=True,
    ),
)
