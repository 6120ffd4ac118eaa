"""Architecture review for FastAPI projects: a flake8 plugin, hooks and a review command."""

__version__ = "0.1.0"
