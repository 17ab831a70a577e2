"""What officers and leaders do in a review of procedures, one function a command."""
