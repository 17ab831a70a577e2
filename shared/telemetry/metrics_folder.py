"""The folder in which the processes of one service share their metrics; to be prepared before metrics are imported.

Standard library only: prometheus_client decides when it is first imported whether values live in files.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_FILE = re.compile(r".+_(\d+)\.db")


def share_metrics_in(folder: str) -> None:
    """Let this process, and those it starts, keep their metrics in ``folder``; files of dead processes go."""
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    for file in path.glob("*.db"):
        matched = _FILE.fullmatch(file.name)
        if matched and not _is_alive(int(matched[1])):
            file.unlink(missing_ok=True)
    os.environ[VARIABLE] = str(path)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
