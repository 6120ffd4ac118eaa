"""Which files are the project, what they import and what the names in them stand for."""
