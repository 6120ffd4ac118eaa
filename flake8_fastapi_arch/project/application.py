"""The application as FastAPI would build it (a stub until the resolver stands)."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_fastapi_arch.facts.model import Module


class Application:
    def registrations_in(self, module: Module) -> Iterable[object]:
        return ()
