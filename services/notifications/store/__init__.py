"""Documents of notifications and their way to the domain and back; the only room with pymongo."""
