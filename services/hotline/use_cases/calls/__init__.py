"""What is done about calls: told by the telephone system, taken by an operator, written down, ended."""
