"""One dossier's whole life against the running system, walked over HTTP as people would."""
