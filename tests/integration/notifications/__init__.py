"""Notifications on a real database, against the real simulators of the providers."""
