"""The ways to the providers of SMS and electronic mail, and the callbacks that come back from them."""
