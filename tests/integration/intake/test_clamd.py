"""The scanner's protocol against a server that speaks it, and against a real clamd where one is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.domain.paper import Scan
from services.intake.gateways.clamd import Clamd
from services.intake.use_cases.paper_ports import ScannerAway
from tests.support.clamd_server import clamd_server
from tests.support.waiting import wait_until
from tests.unit.intake.paper_samples import EICAR, infected_pdf, pdf

CLAMD = shutil.which("clamd")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "clamd.sock"
    with clamd_server(path, EICAR, largest=1_000_000):
        yield str(path)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[str]:
    """Debian's clamd with one signature of our own: no network, no system daemon."""
    if CLAMD is None:
        pytest.skip("no clamd is installed here")
    signatures = tmp_path / "signatures"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"Test-Virus:0:*:{EICAR.hex()}\n")
    path, config = tmp_path / "clamd.sock", tmp_path / "clamd.conf"
    config.write_text(
        f"LocalSocket {path}\nDatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength 60M\n"
        f"TemporaryDirectory {tmp_path}\nSelfCheck 0\n"
    )
    with subprocess.Popen([CLAMD, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(path.exists, timeout=60)
            yield str(path)
        finally:
            process.terminate()


@pytest.mark.parametrize("which", ["small", "real"])
def test_a_virus_is_found_and_a_clean_file_is_clean(which: str, request: pytest.FixtureRequest) -> None:
    scanner = Clamd(request.getfixturevalue(which))
    assert scanner.scan(io.BytesIO(pdf())) is Scan.CLEAN
    assert scanner.scan(io.BytesIO(infected_pdf())) is Scan.INFECTED
    assert scanner.scan(io.BytesIO(bytes(200_000) + EICAR)) is Scan.INFECTED


def test_a_scanner_that_is_not_there_is_away(tmp_path: Path) -> None:
    for address in (str(tmp_path / "nothing.sock"), "127.0.0.1:1"):
        with pytest.raises(ScannerAway):
            Clamd(address, timeout_seconds=2).scan(io.BytesIO(b"a"))


def test_no_verdict_is_never_taken_for_clean(small: str) -> None:
    with pytest.raises(ScannerAway, match="size limit"):
        Clamd(small).scan(io.BytesIO(bytes(3_000_000)))
