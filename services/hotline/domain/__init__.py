"""The rules of the hotline: petitions, what is known of dossiers, the law's limits; standard library only."""
