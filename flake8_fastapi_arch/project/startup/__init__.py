"""Start-up code executed symbolically: from the sources to what FastAPI would build."""
