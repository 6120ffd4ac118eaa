"""The checkers, a package a dimension."""
