"""What every service's HTTP side does alike: problems, sessions, access, paging, idempotency, health, headers."""
