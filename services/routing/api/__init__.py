"""Routing over HTTP: agencies, routes, cases and tasks, for staff and for other systems."""
