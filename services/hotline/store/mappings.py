"""The states that hotline keeps: none yet; the collections of the bus stand all the same."""

from __future__ import annotations

from shared.store.mapping import Mapping

MAPPINGS: tuple[Mapping, ...] = ()
