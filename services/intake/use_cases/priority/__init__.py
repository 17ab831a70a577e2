"""What is done with the register of priority people, and with a dossier for it."""
