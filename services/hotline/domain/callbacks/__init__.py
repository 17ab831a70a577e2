"""People whom no message reached, and the calls that make sure that they know."""
