"""Messages as documents, the queue of those that are due, pages of those who look on; the only room with pymongo."""
