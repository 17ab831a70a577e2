"""``python -m shared.ui build`` makes the stylesheet anew; ``check`` says whether the committed one is up to date."""

from __future__ import annotations

import sys

from shared.ui import build


def main(arguments: list[str]) -> int:
    """0 when all is well, 1 when something is stale or could not be built, 2 for a wrong command."""
    if arguments == ["build"]:
        try:
            print(f"built {build.build()}")
        except build.BuildFailed as failure:
            print(failure, file=sys.stderr)
            return 1
        return 0
    if arguments == ["check"]:
        faults = build.faults()
        print("\n".join(faults) if faults else "the stylesheet and fonts are up to date")
        return 1 if faults else 0
    print("usage: python -m shared.ui build|check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
