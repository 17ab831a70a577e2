"""Notifications over HTTP: what was told, the templates, callbacks of providers, the workbench of parked messages."""
