"""Hotline over HTTP: so far its health and the workbench of parked messages."""
