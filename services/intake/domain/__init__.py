"""The rules of the front door; standard library and shared/working_time, shared/text only."""
