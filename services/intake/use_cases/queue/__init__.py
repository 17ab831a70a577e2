"""What people and officers do with queue tickets: take one, call the next, look how long it takes."""
