"""The review of procedures in the database."""
