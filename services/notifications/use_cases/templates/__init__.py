"""The words of messages: written, looked at, tried out, approved by a second person, brought back."""
