"""Rules of notifications, without a database."""
