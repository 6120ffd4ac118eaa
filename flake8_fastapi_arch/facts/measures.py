"""How large and how tangled a function is."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_fastapi_arch.facts.model import (
    Attribute,
    BoolOp,
    Class,
    Comprehension,
    Constant,
    For,
    Function,
    If,
    IfExp,
    Lambda,
    Match,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Try,
    While,
)
from flake8_fastapi_arch.facts.walk import children, own_calls, walk_statements


def statement_count(function: Function) -> int:
    """The statements in the body of *function*, nested ones included; its docstring is none."""
    return sum(1 for _ in walk_statements(function.body))


def only_raises(function: Function | Lambda) -> bool:
    """Whether *function* raises and does nothing else: what it stands for is done elsewhere."""
    return isinstance(function, Function) and [type(s) for s in function.body] == [Raise]


def cognitive_complexity(function: Function) -> int:
    """How hard *function* is to follow, by G. Ann Campbell's definition.

    Source: "Cognitive Complexity: A new way of measuring understandability", SonarSource, 2017
    (version 1.7, 2023). A break in the linear flow adds one, and one more for each level of
    nesting it stands at; ``else`` and ``elif``, a sequence of like boolean operators and
    recursion add one each; nested functions and lambdas raise the nesting. A function that only
    returns one of its own is a decorator: there the inner function is what is measured.
    """
    match function.body:
        case (Function() as inner, Return(value=Name(id=name))) if name == inner.name:
            return cognitive_complexity(inner)
    recursion = any(
        isinstance(call.func, Name) and call.func.id == function.name
        for call in own_calls(function)
    )
    return _Complexity().of(function.body, 0) + recursion


class _Complexity:
    def of(self, nodes: Iterable[Node], nesting: int) -> int:
        return sum(self._node(node, nesting) for node in nodes)

    def _node(self, node: Node, nesting: int) -> int:
        if isinstance(node, (Name, Constant)):  # most of what there is
            return 0
        if isinstance(node, Attribute):
            return self._node(node.value, nesting)
        match node:
            case If():
                return 1 + nesting + self._if(node, nesting)
            case IfExp():
                inner = self.of((node.body, node.orelse), nesting + 1)
                return 1 + nesting + self._node(node.test, nesting) + inner
            case For():
                inner = self.of(node.body, nesting + 1) + self._node(node.iter, nesting)
                return 1 + nesting + inner + self._else(node.orelse, nesting)
            case While():
                inner = self.of(node.body, nesting + 1) + self._node(node.test, nesting)
                return 1 + nesting + inner + self._else(node.orelse, nesting)
            case Try():
                handlers = sum(
                    1 + nesting + self.of(handler.body, nesting + 1) for handler in node.handlers
                )
                rest = self.of((*node.body, *node.orelse, *node.final), nesting)
                return handlers + rest
            case Match():
                inner = sum(self.of(case.body, nesting + 1) for case in node.cases)
                return 1 + nesting + self._node(node.subject, nesting) + inner
            case Comprehension():
                return self._comprehension(node, nesting)
            case Function() | Lambda() | Class():
                body = node.body if isinstance(node.body, tuple) else (node.body,)
                return self.of(body, nesting + 1)
            case BoolOp():
                return 1 + self.of(node.values, nesting)
        return self.of(children(node), nesting)

    def _if(self, node: If, nesting: int) -> int:
        total = self._node(node.test, nesting) + self.of(node.body, nesting + 1)
        match node.orelse:
            case (If() as elif_,):
                return total + 1 + self._if(elif_, nesting)
            case orelse:
                return total + self._else(orelse, nesting)

    def _else(self, body: tuple[Statement, ...], nesting: int) -> int:
        return 1 + self.of(body, nesting + 1) if body else 0

    def _comprehension(self, node: Comprehension, nesting: int) -> int:
        total = 0
        for generator in node.generators:
            total += 1 + nesting + self._node(generator.iter, nesting)
            total += sum(1 + self._node(test, nesting + 1) for test in generator.ifs)
        values = (node.element,) if node.value is None else (node.element, node.value)
        return total + self.of(values, nesting + 1)
