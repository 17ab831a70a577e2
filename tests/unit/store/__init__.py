"""Tests of the store; the shared rules tell what differed, as tests of this room do."""

import pytest

pytest.register_assert_rewrite("tests.support.store_rules")
