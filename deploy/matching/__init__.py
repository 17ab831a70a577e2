"""What the matching of petitions with dossiers is worth: a labelled set made by a seed, and its measure."""
