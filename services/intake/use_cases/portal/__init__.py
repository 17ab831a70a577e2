"""The sync with the national portal: telling it of dossiers, comparing its lists with ours, seeing what is behind."""
