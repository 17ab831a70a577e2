"""Where letters may be posted to: by the address as it is written, and by what its name stands for."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from deploy.local.system import WEBHOOK_RULES
from services.routing.domain.agency import BadAgency
from services.routing.domain.webhook_rules import BadRules, WebhookRules
from services.routing.gateways.webhooks import HttpPostBox
from services.routing.settings import DATA
from services.routing.use_cases.post_letters import NotTaken

SEEDED: dict[str, Any] = json.loads((DATA / "webhooks.json").read_text("utf-8"))
RULES = WebhookRules.read(SEEDED)


@pytest.mark.parametrize(
    "url",
    ["https://api.soyte.gov.vn/motcua", "https://a.b.gov.vn:8443/x", "https://SOYTE.gov.vn", "https://x.gov.vn./"],
)
def test_an_address_of_the_government_over_tls_is_taken(url: str) -> None:
    RULES.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.soyte.gov.vn/",
        "https://gov.vn/",
        "https://gov.vn.example.com/",
        "https://evilgov.vn/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://x.gov.vn:22/",
        "https://x.gov.vn:99999/",
        "https://u:p@x.gov.vn/",
        "https://x.gov.vn@example.com/",
        "https://example.com\\@x.gov.vn/",
        "https://x.gov.vn/?a=b",
        "https://x.gov.vn/#a",
        "https://x.gov.vn/a b",
        "https://x.gov.vn/\r\nHost:y",
        "file:///etc/passwd",
        "gopher://x.gov.vn/",
        "",
    ],
)
def test_any_other_address_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadAgency) as refused:
        RULES.check(url)
    assert refused.value.field == "webhook_url"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "::ffff:10.0.0.1",
        "224.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
    ],
)
def test_a_name_never_leads_into_our_own_network(address: str) -> None:
    assert not RULES.allows(address)
    assert RULES.allows("203.113.0.1")


def test_a_network_that_somebody_wrote_down_is_reached() -> None:
    rules = WebhookRules.read({**SEEDED, "networks": ["10.20.0.0/16"]})
    assert rules.allows("10.20.3.4")
    assert rules.allows("::ffff:10.20.3.4")
    assert not rules.allows("10.21.3.4")


def test_the_name_is_looked_up_again_at_the_post() -> None:
    local = json.loads(WEBHOOK_RULES.read_text("utf-8"))
    box = HttpPostBox(WebhookRules.read({**local, "networks": []}))
    with pytest.raises(NotTaken, match="an address that letters may not be posted to"):
        box.post("http://localhost:9999/x", b"{}", {})


def test_pauses_grow_and_end() -> None:
    assert RULES.pause_after(1) == timedelta(seconds=5)
    assert RULES.pause_after(len(SEEDED["pauses_seconds"])) == timedelta(days=1)
    assert RULES.pause_after(len(SEEDED["pauses_seconds"]) + 1) is None


@pytest.mark.parametrize(
    "wrong", [{"schemes": ["ftp"]}, {"ports": ["x"]}, {"networks": ["10.0.0.1/8"]}, {"hosts": None}]
)
def test_rules_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRules):
        WebhookRules.read({**SEEDED, **wrong})
