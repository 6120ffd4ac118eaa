"""The repairs: one function a checker, which yields the edits or raises Uncertain."""
