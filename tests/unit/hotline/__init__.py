"""Rules of the hotline, in memory."""
