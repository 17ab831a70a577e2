"""Everything outside the service."""
