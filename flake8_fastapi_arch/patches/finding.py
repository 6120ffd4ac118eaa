"""A finding as those who write patches see it: its records, its text, and the project around it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator

from ast_grep_py import SgNode

from flake8_fastapi_arch.checker import Diagnostic
from flake8_fastapi_arch.facts.model import Attribute, Await, Call, Function, Module, Subscript
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.patches.source import Source, Uncertain, field, start
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.project import Project

_DEFINITIONS = ("function_definition", "class_definition")


@dataclasses.dataclass(frozen=True)
class Made:
    """A call: the record of it, where its names are looked up, and its node."""

    call: Call
    scope: Scope
    node: SgNode


@dataclasses.dataclass(frozen=True)
class Finding:
    """One diagnostic with the file it is about; what is not there, or not one, is Uncertain."""

    diagnostic: Diagnostic
    project: Project
    module: Module
    source: Source

    def detail(self, name: str) -> str:
        """What the checker told of *name*."""
        return str(self.diagnostic.match.details[name])

    @functools.cached_property
    def offset(self) -> int:
        """Where in the text the checker speaks."""
        match = self.diagnostic.match
        return self.source.offset(match.line, match.col)

    def node(self, *kinds: str) -> SgNode:
        """The outermost node of *kinds* that begins where the checker speaks."""
        found = self.source.starting_at(self.offset, *kinds)
        if not found:
            raise Uncertain(f"no {kinds} there")
        return found[0]

    @functools.cached_property
    def calls(self) -> list[Made]:
        """The calls that begin where the checker speaks, outermost first: ``f().g()``, ``f()``."""
        match = self.diagnostic.match
        scopes = self.project.names.scopes(self.module)
        records = {
            call: scope
            for call, scope in scopes.calls
            if (call.line, call.col) == (match.line, match.col)
        }
        ordered = sorted(records, key=_depth, reverse=True)
        nodes = self.source.starting_at(self.offset, "call")
        if len(nodes) != len(ordered):
            raise Uncertain("the text is another one")
        return [Made(call, records[call], node) for call, node in zip(ordered, nodes)]

    @property
    def call(self) -> Made:
        """The only call that begins where the checker speaks."""
        if len(self.calls) != 1:
            raise Uncertain("several calls, or none")
        return self.calls[0]

    def call_of(self, dotted: str) -> Made:
        """The only one of those calls whose function is *dotted*."""
        names = self.project.names
        found = [m for m in self.calls if dotted in names.dotted(m.call.func, m.scope)]
        if len(found) != 1:
            raise Uncertain(f"no call of {dotted}")
        return found[0]

    @property
    def function(self) -> tuple[Function, SgNode]:
        """The innermost function around the place, or the one that begins there."""
        around = [
            node
            for node in definitions(self.module)
            if isinstance(node, Function)
            and first_line(node) <= self.diagnostic.match.line <= node.end_line
        ]
        if not around:
            raise Uncertain("no function")
        innermost = around[-1]
        offset = self.source.offset(innermost.line, innermost.col)
        found = self.source.starting_at(offset, "function_definition")
        if not found:
            raise Uncertain("the text is another one")
        return innermost, found[0]

    def coroutine_around(self, node: SgNode) -> None:
        """Raise Uncertain where no ``await`` can stand in place of *node*."""
        for outer in node.ancestors():
            match outer.kind():
                case "lambda" | "generator_expression" | "class_definition":
                    raise Uncertain("await cannot stand there")
                case "parameters" | "decorator":
                    raise Uncertain("it runs where the function is defined")
                case "function_definition":
                    if outer.children()[0].kind() != "async":
                        raise Uncertain("the function is no coroutine")
                    return
        raise Uncertain("no function around it")

    def callers(self, function: FunctionSymbol) -> Iterator[Call]:
        """The calls that are, or may be, calls of *function*."""
        name = function.name.rpartition(".")[2]
        for call, scope in self.project.calls_named(name):
            values = self.project.types.of(call.func, scope)
            if not values or function in values:
                yield call

    def is_used_by_hand(self, function: FunctionSymbol) -> bool:
        """Whether the project calls *function* itself, as far as that can be told."""
        return next(self.callers(function), None) is not None


def awaited(node: SgNode, text: str) -> str:
    """``await text`` as it can stand in place of *node*."""
    parent = node.parent()
    is_head = (
        parent is not None
        and parent.kind() in ("attribute", "subscript", "call", "binary_operator", "await")
        and (parent.kind() != "call" or start(field(parent, "function")) == start(node))
        and (parent.kind() != "binary_operator" or "**" in {c.text() for c in parent.children()})
    )
    return f"(await {text})" if is_head else f"await {text}"


def first_line(function: Function) -> int:
    """The line of *function*'s first decorator, or of its ``def``."""
    lines = (getattr(decorator, "line", function.line) for decorator in function.decorators)
    return min([function.line, *lines])


def _depth(call: Call) -> int:
    """How many expressions *call* has at its start."""
    depth, inner = 0, call.func
    while True:
        match inner:
            case (
                Call(func=part) | Attribute(value=part) | Subscript(value=part) | Await(value=part)
            ):
                depth, inner = depth + 1, part
            case _:
                return depth
