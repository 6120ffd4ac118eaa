"""What a function calls when its body runs, and under what circumstances."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Await,
    Call,
    Class,
    Comprehension,
    ExprStatement,
    For,
    Function,
    Lambda,
    Node,
    Try,
    While,
)
from flake8_fastapi_arch.facts.walk import children
from flake8_fastapi_arch.project.scopes import ModuleScopes, Scope


@dataclasses.dataclass(frozen=True, eq=False)
class Site:
    """One call in a function's body.

    ``loops`` are the loops and comprehensions around it that run it once per element, outermost
    first. ``parent`` is the record it stands in directly: an ``Await``, a ``Call`` it is an
    argument of, a statement. ``guards`` are the ``try`` statements whose body holds it.
    """

    call: Call
    scope: Scope
    parent: Node
    loops: tuple[For | While | Comprehension, ...] = ()
    guards: tuple[Try, ...] = ()

    @property
    def line(self) -> int:
        return self.call.line

    @property
    def col(self) -> int:
        return self.call.col

    @property
    def is_awaited(self) -> bool:
        return isinstance(self.parent, Await)

    @property
    def is_dropped(self) -> bool:
        """Whether nobody keeps the result."""
        return isinstance(self.parent, ExprStatement)


def sites(function: Function | Lambda, scopes: ModuleScopes) -> Iterator[Site]:
    """The calls that run when the body of *function* runs, in source order.

    Bodies of nested functions and lambdas are not entered: they run when they are called.
    """
    scope = scopes.of(function)
    if isinstance(function, Lambda):
        yield from _Walk(scopes).visit(function.body, function, scope, (), ())
        return
    walk = _Walk(scopes)
    for statement in function.body:
        yield from walk.visit(statement, function, scope, (), ())


class _Walk:
    def __init__(self, scopes: ModuleScopes) -> None:
        self._scopes = scopes

    def visit(
        self,
        node: Node,
        parent: Node,
        scope: Scope,
        loops: tuple[For | While | Comprehension, ...],
        guards: tuple[Try, ...],
    ) -> Iterator[Site]:
        match node:
            case Function() | Lambda():
                return
            case Class():
                return
            case Call():
                yield Site(node, scope, parent, loops, guards)
            case For():
                yield from self.visit(node.iter, node, scope, loops, guards)
                yield from self._all((node.target, *node.body), node, scope, (*loops, node), guards)
                yield from self._all(node.orelse, node, scope, loops, guards)
                return
            case While():
                inner = (*loops, node)
                yield from self._all((node.test, *node.body), node, scope, inner, guards)
                yield from self._all(node.orelse, node, scope, loops, guards)
                return
            case Comprehension():
                yield from self._comprehension(node, scope, loops, guards)
                return
            case Try():
                yield from self._all(node.body, node, scope, loops, (*guards, node))
                for handler in node.handlers:
                    yield from self._all(handler.body, handler, scope, loops, guards)
                yield from self._all(node.orelse, node, scope, loops, guards)
                yield from self._all(node.final, node, scope, loops, guards)
                return
        yield from self._all(tuple(children(node)), node, scope, loops, guards)

    def _comprehension(
        self,
        node: Comprehension,
        scope: Scope,
        loops: tuple[For | While | Comprehension, ...],
        guards: tuple[Try, ...],
    ) -> Iterator[Site]:
        inner = self._scopes.of(node)
        first, *others = node.generators
        yield from self.visit(first.iter, node, scope, loops, guards)
        repeated: list[Node] = [*first.ifs]
        for generator in others:
            repeated += [generator.iter, *generator.ifs]
        repeated.append(node.element)
        if node.value is not None:
            repeated.append(node.value)
        yield from self._all(tuple(repeated), node, inner, (*loops, node), guards)

    def _all(
        self,
        nodes: tuple[Node, ...],
        parent: Node,
        scope: Scope,
        loops: tuple[For | While | Comprehension, ...],
        guards: tuple[Try, ...],
    ) -> Iterator[Site]:
        for node in nodes:
            yield from self.visit(node, parent, scope, loops, guards)
