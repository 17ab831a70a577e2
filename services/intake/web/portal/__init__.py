"""The desk's pages about the national portal: what is behind, one dossier's mark, the lists beside ours."""
