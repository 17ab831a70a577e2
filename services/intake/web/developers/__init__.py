"""Pages for developers of agencies and other offices: the contracts as something to read, made from their files."""
