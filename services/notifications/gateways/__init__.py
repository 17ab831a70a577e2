"""The ways to SMS, e-mail and other providers will live here."""
