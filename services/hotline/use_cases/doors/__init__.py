"""The doors before what only some may know, and the book of who went through them."""
