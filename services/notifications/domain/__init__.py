"""Rules of messages: what is written, how it is cut into SMS parts, how a message moves; standard library only."""
