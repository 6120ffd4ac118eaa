"""Diagnostics grouped into an architecture review, and the ways to show it."""
