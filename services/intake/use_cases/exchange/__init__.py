"""Papers to agencies and their results back: by signed links, or within a message."""
