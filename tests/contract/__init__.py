"""Both sides of every event hold to its contract."""
