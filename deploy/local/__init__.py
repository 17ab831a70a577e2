"""The whole system on one machine, without containers: real broker, real database, nginx, services, simulators."""
