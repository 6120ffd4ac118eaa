"""What tests are given, what they request, and what they put in another's place."""
