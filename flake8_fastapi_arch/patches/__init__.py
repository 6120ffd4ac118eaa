"""Suggested patches: what a finding's repair looks like, where that can be told for sure."""
