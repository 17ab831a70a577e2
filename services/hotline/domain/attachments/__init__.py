"""Files that go with a petition."""
