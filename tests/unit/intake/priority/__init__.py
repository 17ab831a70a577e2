"""The register of priority people."""
