"""Where a line of code belongs, and what it may know."""
