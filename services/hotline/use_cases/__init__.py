"""One function a command on petitions will live here, with the protocols of store and gateways."""
