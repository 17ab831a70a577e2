"""Who comes first: groups, the communes' lists of them, the people on the lists, and what a dossier is given for it."""
