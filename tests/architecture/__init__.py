"""The shape of the code, held by tests: rooms, walls, wiring."""
