"""Petitions by other applications, as Open311 GeoReport v2 has it: what can be told, by whom, and what came with it."""
