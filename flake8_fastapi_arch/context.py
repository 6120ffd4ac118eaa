"""What a check may consult besides its subject."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.checker import Match, Related, Way, at
from flake8_fastapi_arch.facts.model import Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.errors.exceptions import EXCEPTION
from flake8_fastapi_arch.project.flow.effects import Chain
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.routes.application import Handler
from flake8_fastapi_arch.project.security.request_data import Flow
from flake8_fastapi_arch.project.security.sinks import SinkCall


@dataclasses.dataclass(frozen=True)
class Context:
    """One module under check, the project around it, and the options in force."""

    module: Module
    project: Project
    options: Mapping[str, int | tuple[str, ...]]

    def subjects(self) -> Iterator[object]:
        """Everything in the module a checker may be about: module, classes, functions, those that
        are handlers once more as such, registrations of routes."""
        application = self.project.application
        yield self.module
        for definition in definitions(self.module):
            yield definition
            if isinstance(definition, Function):
                routes = application.routes_of(definition)
                if routes:
                    yield Handler(self.symbol(definition), definition, routes)
        yield from application.registrations_in(self.module)

    def limit(self, name: str) -> int:
        """The value of a checker's numeric option."""
        value = self.options[name]
        assert isinstance(value, int), f"option {name} is no number"
        return value

    def symbol(self, function: Function) -> FunctionSymbol:
        """The name by which the project knows *function* of this module."""
        return FunctionSymbol(self.module, function)

    def related(self, chain: Chain) -> tuple[Related, ...]:
        """Where each function of *chain* makes the call that leads on."""
        called = chain.names[1:]
        last = "raises" if chain.effect.kind == EXCEPTION else "calls"
        verbs = [*("calls" for _ in called[1:]), last]
        return tuple(
            Related(step.path, step.line, f"`{step.function.name}` {verb} `{name}`", Way.AFTER)
            for step, name, verb in zip(chain.steps, called, verbs)
        )

    def passed_by(self, flow: Flow) -> tuple[Related, ...]:
        """Where request data comes in and which functions it passes on its way."""
        first, *others = flow.steps
        source = flow.source
        return (
            Related(
                source.function.module.path,
                source.line,
                f"`{source.name}` comes with the request ({source.kind})",
                Way.BEFORE,
            ),
            *(
                Related(
                    step.function.module.path,
                    step.line,
                    f"passes `{step.function.name}`",
                    Way.BEFORE,
                )
                for step in (first, *others)
            ),
        )

    def reaching(self, sink: SinkCall, flow: Flow) -> Match:
        """The match for request data that comes to *sink*: what, as ``value``, and how, as
        ``chain``."""
        return at(
            sink.site,
            related=self.passed_by(flow),
            anchor=f"{flow.source.name} {sink.sink.name}",
            value=flow.source.name,
            chain=flow.chain(sink.sink.name),
        )

    def scope_at(self, line: int) -> str:
        """The qualified name of the innermost definition around *line*, "" at module level."""
        around = [name for first, last, name in _spans(self.module) if first <= line <= last]
        return around[-1] if around else ""


@functools.lru_cache(maxsize=1)
def _spans(module: Module) -> list[tuple[int, int, str]]:
    """The first and the last line of each definition in *module*, and its qualified name; those
    inside of others come after them."""
    return [
        (min([each.line, *map(_line, each.decorators)]), each.end_line, each.qualname)
        for each in definitions(module)
    ]


def _line(node: object) -> int:
    return getattr(node, "line", 1 << 30)
