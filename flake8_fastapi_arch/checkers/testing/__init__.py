"""What the tests reach, and what they only seem to."""
