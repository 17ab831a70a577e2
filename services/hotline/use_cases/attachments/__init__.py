"""Taking, scanning and showing the files that go with petitions."""
