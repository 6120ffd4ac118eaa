"""Tests of flake8-fastapi-arch."""
