"""The facts, a chapter a module.

No `from __future__ import annotations` here: FastAPI must see the annotations of local classes.
"""
