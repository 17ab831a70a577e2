"""Messages as documents, the queue of those that are due, the answers for those who look on; the only room with pymongo."""
