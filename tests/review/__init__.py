"""The review, from hand-made diagnostics over small projects."""
