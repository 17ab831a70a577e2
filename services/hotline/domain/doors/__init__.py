"""Who may know of a petition and of who it is from, and who looked."""
