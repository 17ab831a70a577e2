"""``make compose-test``: the whole system in containers, put to work, scaled, replaced, hurt, and taken away again."""
