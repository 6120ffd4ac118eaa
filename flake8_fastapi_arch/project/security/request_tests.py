"""What of a middleware runs for the requests of a route: its tests of path and method, decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    BoolOp,
    Call,
    Compare,
    Comprehension,
    Constant,
    Expression,
    For,
    Function,
    If,
    Jump,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Subscript,
    Try,
    UnaryOp,
    While,
    With,
)
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.inference.constants import Constants
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Route

_PARAMETER = re.compile(r"\{[^{}]*\}")
_ORDINARY = "\0"
"""Stands for what a client puts in the place of a path's parameter: nothing that is tested for."""
_MAX_DEPTH = 4

_Texts = Mapping[str, frozenset[str]]
"""What the variables of a comprehension go through."""


class Run(msgspec.Struct, frozen=True):
    """The records of a function that do not run, and whether a test has ``named``
    the path: it is in a list, or begins as one of it does."""

    idle: frozenset[Node]
    is_named: bool


class RequestTests:
    """Answers about functions that get every request, and the routes that these are for."""

    def __init__(self, constants: Constants) -> None:
        self._constants = constants
        self._texts: dict[Expression, frozenset[str]] = {}

    def run(self, function: FunctionSymbol, scope: Scope, route: Route) -> Run:
        """What *function*, which opens *scope*, leaves out for ordinary requests of *route*."""
        node = function.node
        if not isinstance(node, Function) or "…" in route.path:
            return Run(frozenset(), False)
        path = _PARAMETER.sub(_ORDINARY, route.path)
        reading = _Reading(self, scope, path, frozenset(route.methods))
        reading.passes(node.body)
        return Run(frozenset(reading.idle), reading.is_named)

    def texts(self, expression: Expression, scope: Scope) -> frozenset[str]:
        """The texts that *expression* is, or holds; empty: unknown."""
        if expression not in self._texts:
            found = (
                *self._constants.of(expression, scope),
                *self._constants.elements(expression, scope),
            )
            values = (worth.value for worth in found)
            self._texts[expression] = frozenset(v for v in values if isinstance(v, str))
        return self._texts[expression]


class _Reading:
    """One function, read for the requests of one route."""

    def __init__(
        self, tests: RequestTests, scope: Scope, path: str, methods: frozenset[str]
    ) -> None:
        self.idle: set[Node] = set()
        self.is_named = False
        self._tests = tests
        self._scope = scope
        self._path = path
        self._methods = methods

    def passes(self, body: Iterable[Statement]) -> bool:
        """Whether what stands behind *body* may run."""
        goes_on = True
        for statement in body:
            if goes_on:
                goes_on = self._passes(statement)
            else:
                self._leave_out((statement,))
        return goes_on

    def _passes(self, statement: Statement) -> bool:
        match statement:
            case If(test=test, body=body, orelse=orelse):
                outcome = self._holds(test, {}, 0)
                if outcome is not None:
                    self._leave_out(orelse if outcome else body)
                    return self.passes(body if outcome else orelse)
                # Both are read, whatever becomes of the first.
                return any([self.passes(body), self.passes(orelse)])
            case Try(body=body, handlers=handlers, orelse=orelse, final=final):
                whole = self.passes((*body, *orelse))
                caught = [self.passes(handler.body) for handler in handlers]
                return self.passes(final) and (whole or any(caught))
            case With(body=body):
                return self.passes(body)
            case For(body=body) | While(body=body):
                self.passes(body)
                return True
        return not isinstance(statement, (Return, Raise, Jump))

    def _leave_out(self, body: Iterable[Statement]) -> None:
        for statement in body:
            self.idle.update(walk(statement))

    # ── tests

    def _holds(self, test: Expression, texts: _Texts, depth: int) -> bool | None:
        """What *test* comes to; None: something else decides."""
        match test:
            case UnaryOp(op="not", operand=operand):
                outcome = self._holds(operand, texts, depth)
                return None if outcome is None else not outcome
            case BoolOp(op=op, values=values):
                outcomes = [self._holds(value, texts, depth) for value in values]
                decisive = op == "or"
                if decisive in outcomes:
                    return decisive
                return None if None in outcomes else not decisive
            case Compare(left=left, ops=(op,), comparators=(right,)):
                return self._compared(left, op, right, texts)
            case Call(func=Attribute(value=value, attr="startswith" | "endswith" as name)):
                if self._is_path(value, 0) and test.args:
                    ends = self._texts_of(test.args[0], texts)
                    cut = getattr(self._path, name)
                    return self._named(cut(tuple(ends)) if ends else None)
            case Call(func=Name(id="any"), args=(Comprehension() as each,)):
                return self._any(each, texts, depth)
            case Name(id=name) if depth < _MAX_DEPTH:
                bound = self._scope.bindings.get(name, ())
                if len(bound) == 1 and bound[0].kind == "assign":
                    given = bound[0].value
                    if isinstance(given, (Call, Compare, BoolOp, UnaryOp)):
                        return self._holds(given, texts, depth + 1)
        return None

    def _compared(self, left: Expression, op: str, right: Expression, texts: _Texts) -> bool | None:
        outcome: bool | None = None
        if self._is_path(left, 0):
            others = self._texts_of(right, texts)
            if others and op in ("==", "!=", "in", "not in"):
                outcome = self._named(not others.isdisjoint({self._path, _bare(self._path)}))
        elif self._is_path(right, 0):
            parts = self._texts_of(left, texts)
            if parts and op in ("in", "not in"):
                outcome = self._named(any(part in self._path for part in parts))
        elif self._reads(left, "method"):
            methods = self._texts_of(right, texts)
            if methods and self._methods and op in ("==", "!=", "in", "not in"):
                if self._methods <= methods:
                    outcome = True
                elif self._methods.isdisjoint(methods):
                    outcome = False
        return None if outcome is None else outcome is (op in ("==", "in"))

    def _named(self, outcome: bool | None) -> bool | None:
        self.is_named = self.is_named or outcome is True
        return outcome

    def _any(self, each: Comprehension, texts: _Texts, depth: int) -> bool | None:
        if len(each.generators) != 1 or each.value is not None:
            return None
        (generator,) = each.generators
        values = self._texts_of(generator.iter, texts)
        if not isinstance(generator.target, Name) or not values or generator.ifs:
            return None
        return self._holds(each.element, {**texts, generator.target.id: values}, depth)

    def _texts_of(self, expression: Expression, texts: _Texts) -> frozenset[str]:
        if isinstance(expression, Name) and expression.id in texts:
            return texts[expression.id]
        return self._tests.texts(expression, self._scope)

    # ── what is tested

    def _is_path(self, expression: Expression, depth: int) -> bool:
        """Whether *expression* is the path of the request, or made of it."""
        match expression:
            case Attribute(value=Attribute(attr="url"), attr="path"):
                return True
            case Name(id=name) if depth < _MAX_DEPTH:
                bound = self._scope.bindings.get(name, ())
                return any(
                    b.kind == "assign" and self._is_path(b.value, depth + 1)  # type: ignore[arg-type]
                    for b in bound
                )
            case BoolOp(op="or", values=values):
                return any(self._is_path(value, depth) for value in values)
            case Call() if not self._reads(expression, "path"):
                inner = expression.func
                of_path = isinstance(inner, Attribute) and self._is_path(inner.value, depth)
                return of_path or any(self._is_path(a, depth) for a in expression.args)
        return self._reads(expression, "path")

    def _reads(self, expression: Expression, key: str) -> bool:
        """Whether *expression* reads *key* of the ASGI scope, or the request's attribute."""
        match expression:
            case Attribute(attr=attr):
                return attr == key == "method"
            case Subscript(value=scope, index=Constant(value=value)):
                return value == key and _is_scope(scope)
            case Call(func=Attribute(value=scope, attr="get"), args=(Constant(value=value), *_)):
                return value == key and _is_scope(scope)
        return False


def _bare(path: str) -> str:
    return path.rstrip("/") or "/"


def _is_scope(expression: Node) -> bool:
    match expression:
        case Name(id=name) | Attribute(attr=name):
            return name == "scope"
    return False
