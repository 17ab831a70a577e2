"""Which of the dossiers awaiting results a petition is about: what was told against what is known, with reasons."""
