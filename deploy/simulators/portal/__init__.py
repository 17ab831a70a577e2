"""The national portal as a province meets it: checks every field, keeps dossiers and their way, may be told to refuse."""
