"""A bank as the unit meets it: reads VietQR codes, moves money that is none, calls back signed, gives statements."""
