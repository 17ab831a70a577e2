"""One function a command on messages, with the protocols of store and gateways that it needs."""
