"""The hotline over HTTP: schema, use case, answer; nothing is decided here."""
