"""The centre, running or not, and one of its agencies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from tests.integration.agencies.centre import Centre
from tests.support.stack import Vhost


@pytest.fixture
def centre(vhost: Vhost, database: Database[dict[str, Any]], tmp_path: Path) -> Iterator[Centre]:
    """Everything stands, nothing runs."""
    centre = Centre.make(vhost, database, tmp_path)
    try:
        yield centre
    finally:
        centre.stop()
