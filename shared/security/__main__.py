"""``python -m shared.security make-secrets ROOT``: the key files of all services under one folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from shared.security.keys import BadKeyFile
from shared.security.make_secrets import make_secrets

SERVICES = Path(__file__).resolve().parents[2] / "services"


def main() -> int:
    """Write what is missing and name it; exit status 1 with one line where that fails."""
    parser = argparse.ArgumentParser(prog="python -m shared.security", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("make-secrets", help="write the key files that are missing; never overwrite one")
    command.add_argument("root", type=Path, help="folder; each service's files go into <root>/<service>/")
    root: Path = parser.parse_args().root
    services = sorted(folder.name for folder in SERVICES.iterdir() if (folder / "__init__.py").is_file())
    signers = json.loads((SERVICES / "signers.json").read_text("utf-8"))
    try:
        written = make_secrets(root, services, signers)
    except (OSError, BadKeyFile) as problem:
        parser.exit(1, f"make-secrets: {problem}\n")
    for path in written:
        print(f"written: {path}")
    print(f"{root}: {len(written)} files written, those that existed were left alone")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
