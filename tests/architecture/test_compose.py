"""docker-compose.yml keeps its promises: every role, limits, no root, no writing, and one way out."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml

from deploy.compose.preflight import DATA
from deploy.compose.secret_files import wanted
from deploy.local.home import ROOT
from deploy.local.system import SERVICES
from shared.settings import COMMON

FILE = ROOT / "docker-compose.yml"
SIMULATORS = {"agency-a", "agency-b", "sms-gateway", "mailbox", "bank", "portal"}
JOBS = {"topology", "agencies", "routing-agencies"} | {
    f"{service}-{job}" for service in SERVICES for job in ("database", "init")
}
DRAIN_SECONDS = next(one.default for one in COMMON if one.name == "DRAIN_SECONDS")


@cache
def composed() -> dict[str, Any]:
    """The file as it stands, anchors resolved, variables not."""
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


def services() -> dict[str, dict[str, Any]]:
    return dict(composed()["services"])


NAMES = sorted(services())
LASTING = [name for name in NAMES if name not in JOBS]


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def networks(name: str) -> set[str]:
    return set(services()[name].get("networks", ()))


def test_every_service_has_its_database_its_init_and_its_roles() -> None:
    wanted_names = {f"{service}-{role}" for service in SERVICES for role in ("database", "init", "api", "worker")}
    assert wanted_names | {f"mongo-{service}" for service in SERVICES} | {"broker", "gateway", "topology"} <= set(NAMES)


def test_the_outside_world_comes_only_when_asked_for() -> None:
    optional = {name for name, one in services().items() if one.get("profiles")}
    assert optional == SIMULATORS | {"agencies", "routing-agencies"}


@pytest.mark.parametrize("name", NAMES)
def test_a_container_is_no_root_and_writes_only_where_it_is_told_to(name: str) -> None:
    one = services()[name]
    user = str(one["user"])
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), user
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in one["security_opt"]
    assert any(str(place).startswith("/tmp") for place in one["tmpfs"])
    volumes = set(composed()["volumes"])
    for mount in one.get("volumes", ()):
        assert str(mount).partition(":")[0] in volumes or str(mount).endswith(":ro"), mount


@pytest.mark.parametrize("name", NAMES)
def test_a_container_has_limits_and_a_log_that_does_not_grow_for_ever(name: str) -> None:
    one = services()[name]
    assert {"cpus", "memory", "pids"} <= set(one["deploy"]["resources"]["limits"])
    assert {"max-size", "max-file"} <= set(one["logging"]["options"])


@pytest.mark.parametrize("name", LASTING)
def test_what_should_run_is_started_again_and_jobs_are_not(name: str) -> None:
    assert services()[name]["restart"] == "unless-stopped"
    assert all(services()[job]["restart"] == "no" for job in JOBS)


@pytest.mark.parametrize("name", [f"{service}-{role}" for service in SERVICES for role in ("api", "worker")])
def test_a_process_has_longer_to_stop_than_it_may_drain(name: str) -> None:
    one = services()[name]
    told = int(one["environment"].get("DRAIN_SECONDS", DRAIN_SECONDS))
    assert seconds(one["stop_grace_period"]) > told


def test_only_who_tells_the_outside_and_the_simulated_world_reach_outward() -> None:
    tellers = {"notifications-worker", "intake-worker", "routing-worker"}
    outside = {"sms-gateway", "mailbox", "bank", "portal"}
    assert {name for name in NAMES if "outward" in networks(name)} == tellers | outside
    assert composed()["networks"]["inside"] == {"internal": True}
    way_out = "com.docker.network.bridge.enable_ip_masquerade"
    assert composed()["networks"]["people"]["driver_opts"][way_out] == "false"


def test_people_reach_the_gateway_alone_and_it_reaches_no_server() -> None:
    assert [name for name in NAMES if services()[name].get("ports")] == ["gateway"]
    assert networks("gateway") == {"people"}
    for name in ("broker", *(f"mongo-{service}" for service in SERVICES)):
        assert networks(name) == {"inside"}


@pytest.mark.parametrize("name", NAMES)
def test_every_image_can_be_another(name: str) -> None:
    assert re.match(r"\$\{[A-Z]+_IMAGE:-", services()[name]["image"])


def test_every_server_and_every_door_is_asked_how_it_is() -> None:
    told = {name for name in LASTING if "healthcheck" in services()[name]}
    by_image = {f"{service}-{role}" for service in SERVICES for role in ("api", "worker")}
    by_image |= {"routing-provisioner", "sms-gateway", "mailbox", "bank", "portal"}
    assert set(LASTING) == told | by_image
    assert "HEALTHCHECK" in (ROOT / "deploy" / "images" / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_starts_before_what_it_needs(service: str) -> None:
    def needs(name: str) -> dict[str, str]:
        return {other: how["condition"] for other, how in services()[name]["depends_on"].items()}

    done, healthy = "service_completed_successfully", "service_healthy"
    assert needs(f"{service}-database") == {f"mongo-{service}": healthy}
    assert needs(f"{service}-init") == {f"{service}-database": done}
    assert needs(f"{service}-api") == {f"{service}-init": done}
    assert needs(f"{service}-worker") == {f"{service}-init": done, "topology": done}
    assert needs("topology") == {"broker": healthy}
    assert needs("gateway")[f"{service}-api"] == healthy


def test_every_job_is_waited_for() -> None:
    waited_for = {
        other
        for one in services().values()
        for other, how in one.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    assert {job for job in JOBS if job != "routing-agencies"} == waited_for


@pytest.mark.parametrize("name", NAMES)
def test_a_container_is_given_the_secrets_of_its_own_service_only(name: str) -> None:
    given = {one["source"] for one in services()[name].get("secrets", ())}
    of_others = {service for service in SERVICES if not name.startswith(service)}
    if name == "agencies":
        of_others -= {"routing"}
    assert not given & of_others
    may_administrate = {"topology", "routing-provisioner", "routing-agencies", "agencies"}
    assert ("provisioner" in given) <= (name in may_administrate)
    told = {key for key in services()[name].get("environment", {}) if not key.endswith("_FILE")}
    assert not {key for key in told if key in {"MONGO_URL", "AMQP_URL"} or "PASSWORD" in key or "KEY" in key}


def test_every_secret_is_made_before_it_is_mounted() -> None:
    root = ROOT / "somewhere"
    made = {path.relative_to(root) for path in wanted(root)}
    for name, one in composed()["secrets"].items():
        place = str(one["file"]).partition("}/")[2]
        assert any(str(path) == place or str(path).startswith(f"{place}/") for path in made), name


def test_all_data_lies_in_named_volumes_that_are_looked_for() -> None:
    assert set(composed()["volumes"]) == {*DATA, "sheets", "trial"}


def test_no_dockerfile_needs_buildkit() -> None:
    for name in ("Dockerfile", "Dockerfile.simulators"):
        text = (ROOT / "deploy" / "images" / name).read_text("utf-8")
        assert not re.search(r"--mount=|<<|# syntax=|--chmod|--link|--exclude|TARGETPLATFORM", text)
