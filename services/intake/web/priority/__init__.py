"""Pages of the register of priority people, and of what a dossier is given for it."""
