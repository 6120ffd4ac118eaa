"""What an expression may be, and what it is worth, told from the sources alone."""
