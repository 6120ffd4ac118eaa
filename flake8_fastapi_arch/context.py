"""What a check may consult besides its subject."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import Class, Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.project import Project


@dataclasses.dataclass(frozen=True)
class Context:
    """One module under check, the project around it, and the options in force."""

    module: Module
    project: Project
    options: Mapping[str, int | tuple[str, ...]]

    def subjects(self) -> Iterator[object]:
        """Everything in the module a checker may be about: module, classes, functions, routes."""
        yield self.module
        yield from definitions(self.module)
        yield from self.project.application.registrations_in(self.module)

    def scope_at(self, line: int) -> str:
        """The qualified name of the innermost definition around *line*, "" at module level."""
        around: Function | Class | None = None
        for definition in definitions(self.module):
            first = min([definition.line, *(_line(d) for d in definition.decorators)])
            if first <= line <= definition.end_line:
                around = definition
        return around.qualname if around else ""


def _line(node: object) -> int:
    return getattr(node, "line", 1 << 30)
