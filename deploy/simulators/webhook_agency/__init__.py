"""An agency's own program without a connection to the broker: letters are posted to it, and it answers over HTTP."""
