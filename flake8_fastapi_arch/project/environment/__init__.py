"""What the project declares and locks, and which quality gates it has."""
