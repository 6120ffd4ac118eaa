"""What functions call, under what circumstances, and what calling them does."""
