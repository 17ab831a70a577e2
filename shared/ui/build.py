"""Builds the stylesheet and fetches the fonts with npm; tells without npm whether what is committed is up to date."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
STYLES, STATIC = HERE / "styles", HERE / "static"
SHEET = STATIC / "motcua.css"
PACKAGE = "node_modules/@fontsource/be-vietnam-pro"
FONTS = [
    f"be-vietnam-pro-{subset}-{weight}-normal.woff2" for subset in ("latin", "vietnamese") for weight in (400, 600, 700)
]
SEAL = re.compile(
    r"\A/\* built by `python -m shared\.ui build` from (?P<sources>[0-9a-f]{64}), "
    r"rules (?P<rules>[0-9a-f]{64}) \*/\n"
)


class BuildFailed(Exception):
    """A tool is missing or refused; the message says which."""


def build() -> Path:
    """Make the stylesheet and fonts anew; needs npm and node. Raises BuildFailed."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise BuildFailed("npm and node are needed to build the stylesheet; the built one is committed")
    _run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"])
    (STATIC / "fonts").mkdir(parents=True, exist_ok=True)
    for name in FONTS:
        shutil.copyfile(STYLES / PACKAGE / "files" / name, STATIC / "fonts" / name)
    shutil.copyfile(STYLES / PACKAGE / "LICENSE", STATIC / "fonts" / "LICENSE.txt")
    made = _run(
        ["node", "node_modules/sass/sass.js", "--no-charset", "--no-source-map", "--style=compressed", "motcua.scss"]
    )
    rules = _with_hashes(made)
    SHEET.write_text(
        f"/* built by `python -m shared.ui build` from {sources_hash()}, rules {_hash(rules)} */\n{rules}",
        encoding="utf-8",
    )
    return SHEET


def faults() -> list[str]:
    """What is stale: the sources changed since, the sheet was edited by hand, a font is missing. No npm needed."""
    if not SHEET.exists():
        return [f"{SHEET.name} is missing: run `make ui`"]
    text = SHEET.read_text(encoding="utf-8")
    seal = SEAL.match(text)
    if seal is None:
        return [f"{SHEET.name} was not made by the build: run `make ui`"]
    found = []
    if seal["sources"] != sources_hash():
        found.append("shared/ui/styles changed since the stylesheet was built: run `make ui`")
    if seal["rules"] != _hash(text[seal.end() :]):
        found.append(f"{SHEET.name} was edited by hand: change shared/ui/styles and run `make ui`")
    return found + [
        f"the font {name} is missing: run `make ui`" for name in FONTS if not (STATIC / "fonts" / name).exists()
    ]


def sources_hash() -> str:
    """One hash over every source of the stylesheet and the pinned versions."""
    pins = json.loads((STYLES / "package.json").read_text(encoding="utf-8"))["dependencies"]
    parts = [json.dumps(pins, sort_keys=True)]
    parts += [f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(STYLES.glob("*.scss"))]
    return _hash("\0".join(parts))


def _with_hashes(rules: str) -> str:
    def stamped(found: re.Match[str]) -> str:
        digest = sha256((STATIC / found["name"]).read_bytes()).hexdigest()[:12]
        return f'url("{found["name"]}?v={digest}")'

    return re.sub(r'url\("?(?P<name>fonts/[\w.-]+)"?\)', stamped, rules)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=STYLES, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(f"{' '.join(command[:3])} failed: {done.stderr.strip()}")
    return done.stdout
