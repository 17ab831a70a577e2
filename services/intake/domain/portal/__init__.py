"""What the national portal is told of our dossiers, what it holds itself, and how far the two agree."""
