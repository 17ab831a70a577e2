"""The rules of routing: agencies, routes, cases and their tasks; standard library only."""
