"""One function a command on messages and preferences will live here, with the protocols of store and gateways."""
