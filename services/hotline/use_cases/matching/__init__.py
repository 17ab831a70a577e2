"""What is done to find the dossier that a petition is about."""
