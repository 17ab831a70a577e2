"""A fresh front door in memory for every test."""

from __future__ import annotations

import pytest

from tests.unit.intake_web.front_door import FrontDoor, open_front_door


@pytest.fixture
def door() -> FrontDoor:
    return open_front_door()
