"""What FastAPI does, settled by running it: the ground of checkers and route resolver."""
