"""What people write back: how it is read, which dossier they mean, and how a text in pieces becomes whole."""
