"""The national portal as a province meets it: checks every field, keeps dossiers, may be told to refuse."""
