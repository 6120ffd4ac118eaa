"""What a function calls when its body runs, and under what circumstances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BoolOp,
    Call,
    Class,
    Compare,
    Comprehension,
    Constant,
    Display,
    Expression,
    ExprStatement,
    For,
    Function,
    If,
    IfExp,
    Jump,
    Keyword,
    Lambda,
    Match,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Try,
    UnaryOp,
    While,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import LEAVES, children, leaves
from flake8_fastapi_arch.project.modules.scopes import ModuleScopes, Scope

Loop = Union[For, While, Comprehension]

_STOPS = LEAVES | {Lambda}
_CIRCUMSTANCES = frozenset({Comprehension, IfExp, BoolOp})

_MANY = 6  # branches, of which each is seldom taken


class Choice(msgspec.Struct, frozen=True):
    """Branch number *branch* of the *of* branches that begin at *head*: ``if kind == "a"`` ...
    ``elif kind == "b"`` ..., or the cases of a ``match``."""

    head: If | Match
    branch: int
    of: int


class Site(msgspec.Struct, frozen=True, eq=False):
    """One call in a function's body.

    ``parent`` is the record it stands in directly: an ``Await``, a ``Call`` it is an argument of, a
    statement (the ``with`` it is an item of). ``loops`` are the loops and comprehensions around it
    that run it again and again, outermost first; a call that is followed by ``return`` or ``break``
    leaves them. ``guards`` are the ``try`` statements whose body holds it. ``unless`` names the
    variables whose presence keeps it from running: it only runs where each is None, False or empty.
    ``needs`` is what must be there or true for it to run: variables, attributes of ``self``
    (``self.cache``), futures that are done (``future.done()``) and processes that have ended
    (``process.poll()``). ``choice`` is the branch it stands in, where a value chooses among many.
    """

    call: Call
    scope: Scope
    parent: Node
    loops: tuple[Loop, ...] = ()
    guards: tuple[Try, ...] = ()
    unless: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    choice: Choice | None = None

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
    def is_asynchronous(self) -> bool:
        """Whether the result is awaited, or something that ``async for`` or ``async with`` takes:
        what it does, it does without holding the loop."""
        match self.parent:
            case Await() | With(is_async=True) | For(is_async=True):
                return True
            case Comprehension(generators=generators):
                return any(g.is_async and g.iter is self.call for g in generators)
        return False

    @property
    def is_dropped(self) -> bool:
        """Whether nobody keeps the result."""
        return isinstance(self.parent, ExprStatement)


def sites(function: Function | Lambda, scopes: ModuleScopes) -> list[Site]:
    """The calls that run when the body of *function* runs, in source order.

    Bodies of nested functions and lambdas are not entered: they run when they are called.
    """
    around = _Around(scopes.of(function))
    walk = _Walk(scopes)
    if isinstance(function, Lambda):
        walk.expression(function.body, function, around)
    else:
        walk.block(function.body, function, around)
    return walk.found


class _Around(msgspec.Struct, frozen=True):
    """The circumstances of a record."""

    scope: Scope
    loops: tuple[Loop, ...] = ()
    guards: tuple[Try, ...] = ()
    unless: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    choice: Choice | None = None

    def inside(self, loop: Loop) -> _Around:
        return msgspec.structs.replace(self, loops=(*self.loops, loop))

    def where(self, test: Expression, holds: bool) -> _Around:
        """The circumstances where *test* holds, or where it does not."""
        absent = _absent_in(test) if holds else _present_in(test)
        there = _there(test, holds)
        if not absent and not there:
            return self
        return msgspec.structs.replace(
            self,
            unless=self.unless | absent if absent else self.unless,
            needs=self.needs | there if there else self.needs,
        )

    def choosing(self, choice: Choice | None) -> _Around:
        return msgspec.structs.replace(self, choice=choice) if choice is not None else self

    def leaving(self, last: Statement | None) -> _Around:
        """The circumstances in a block that ends with *last*: a loop that is left runs once."""
        if self.loops and isinstance(last, (Return, Raise)):
            return msgspec.structs.replace(self, loops=())
        if self.loops and isinstance(last, Jump) and last.kind == "break":
            return msgspec.structs.replace(self, loops=self.loops[:-1])
        return self


class _Walk:
    def __init__(self, scopes: ModuleScopes) -> None:
        self._scopes = scopes
        self.found: list[Site] = []

    def block(self, body: tuple[Statement, ...], parent: Node, around: _Around) -> None:
        around = around.leaving(body[-1] if body else None)
        for statement in body:
            self._statement(statement, parent, around)
            if isinstance(statement, If) and leaves(statement.body):
                around = around.where(statement.test, holds=False)

    def _statement(self, node: Statement, parent: Node, around: _Around) -> None:
        match node:
            case Function() | Class():
                return
            case If():
                self.expression(node.test, node, around)
                choice = _choice(node, parent, around.choice)
                chosen = around.choosing(choice)
                if not _never_holds(node.test):
                    self.block(node.body, node, chosen.where(node.test, holds=True))
                if choice is not None:
                    other = msgspec.structs.replace(choice, branch=choice.branch + 1)
                    chosen = around.choosing(other)
                self.block(node.orelse, node, chosen.where(node.test, holds=False))
            case For():
                self.expression(node.iter, node, around)
                self.expression(node.target, node, around.inside(node))
                self.block(node.body, node, around.inside(node))
                self.block(node.orelse, node, around)
            case While():
                self.expression(node.test, node, around.inside(node))
                self.block(node.body, node, around.inside(node))
                self.block(node.orelse, node, around)
            case With():
                for item in node.items:
                    self.expression(item.context, node, around)
                self.block(node.body, node, around)
            case Try():
                guarded = msgspec.structs.replace(around, guards=(*around.guards, node))
                self.block(node.body, node, guarded)
                for handler in node.handlers:
                    self.block(handler.body, handler, around)
                self.block(node.orelse, node, around)
                self.block(node.final, node, around)
            case Match():
                self.expression(node.subject, node, around)
                for branch, case in enumerate(node.cases):
                    if case.guard is not None:
                        self.expression(case.guard, node, around)
                    many = len(node.cases) >= _MANY
                    choice = Choice(node, branch, len(node.cases)) if many else None
                    self.block(case.body, node, around.choosing(choice))
            case _:
                for child in children(node):
                    self.expression(child, node, around)

    def expression(self, node: Node, parent: Node, around: _Around) -> None:
        kind = type(node)
        if kind in _STOPS:
            return
        if kind is Call:
            site = Site(
                node,  # type: ignore[arg-type]
                around.scope,
                parent,
                around.loops,
                around.guards,
                around.unless,
                around.needs,
                around.choice,
            )
            self.found.append(site)
        elif kind in _CIRCUMSTANCES:
            self._part_by_part(node, around)
            return
        inside = parent if kind is Keyword else node  # what is passed by name is an argument, too
        for child in children(node):
            if type(child) not in _STOPS:
                self.expression(child, inside, around)

    def _part_by_part(self, node: Node, around: _Around) -> None:
        """Go through an expression whose parts run under circumstances of their own."""
        match node:
            case Comprehension():
                self._comprehension(node, around)
            case IfExp():
                self.expression(node.test, node, around)
                self.expression(node.body, node, around.where(node.test, holds=True))
                self.expression(node.orelse, node, around.where(node.test, holds=False))
            case BoolOp(op, values):
                for value in values:
                    self.expression(value, node, around)
                    around = around.where(value, holds=op == "and")

    def _comprehension(self, node: Comprehension, around: _Around) -> None:
        first, *others = node.generators
        self.expression(first.iter, node, around)
        inner = msgspec.structs.replace(around.inside(node), scope=self._scopes.of(node))
        repeated: list[Node] = [*first.ifs]
        for generator in others:
            repeated += [generator.iter, *generator.ifs]
        repeated.append(node.element)
        if node.value is not None:
            repeated.append(node.value)
        for part in repeated:
            self.expression(part, node, inner)


def _choice(node: If, parent: Node, around: Choice | None) -> Choice | None:
    """The branch that the body of *node* is; an ``elif`` is of one choice with its ``if``."""
    if isinstance(parent, If) and len(parent.orelse) == 1 and parent.orelse[0] is node:
        is_same = around is not None and any(b is node for b in _branches(around.head))
        return around if is_same else None
    values = sum(_asks_for_value(branch.test) for branch in _branches(node))
    return Choice(node, 0, values) if values >= _MANY else None


def _branches(head: Node) -> Iterator[If]:
    """*head* and its ``elif`` branches."""
    branch: Node | None = head
    while isinstance(branch, If):
        yield branch
        branch = branch.orelse[0] if len(branch.orelse) == 1 else None


def _asks_for_value(test: Expression) -> bool:
    """Whether *test* asks for one of many values: ``kind == "a"``, ``kind in ("a", "b")``."""
    match test:
        case Compare(ops=("==" | "in",), comparators=(Constant() | Display(),)):
            return True
        case BoolOp(values=values):
            return any(_asks_for_value(value) for value in values)
    return False


def _never_holds(test: Expression) -> bool:
    """Whether *test* switches code off: ``if False and ...``."""
    match test:
        case Constant(False | 0 | None):
            return True
        case BoolOp("and", values):
            return any(_never_holds(value) for value in values)
    return False


def _absent_in(test: Expression) -> frozenset[str]:
    """The variables that are None, False or empty where *test* holds."""
    match test:
        case Compare(Name(id=name), ("is" | "==",), (Constant(None | False),)):
            return frozenset([name])
        case UnaryOp("not", Name(id=name)):
            return frozenset([name])
        case BoolOp("and", values):
            return frozenset().union(*(_absent_in(value) for value in values))
    return frozenset()


def _present_in(test: Expression) -> frozenset[str]:
    """The variables whose presence alone makes *test* hold: where it fails, they are absent."""
    match test:
        case Compare(Name(id=name), ("is not" | "!=",), (Constant(None),)):
            return frozenset([name])
        case Name(id=name):
            return frozenset([name])
        case BoolOp("or", values):
            return frozenset().union(*(_present_in(value) for value in values))
    return frozenset()


def _there(test: Expression, outcome: bool) -> frozenset[str]:
    """What is surely there or true where *test* comes out as *outcome* (see ``Site.needs``)."""
    match test:
        case UnaryOp("not", operand):
            return _there(operand, not outcome)
        case Compare(subject, ("is not" | "!=",), (Constant(None),)):
            return _named(subject) if outcome else frozenset()
        case Compare(subject, ("is" | "==",), (Constant(None),)):
            return frozenset() if outcome else _named(subject)
        case BoolOp(op, values) if (op == "and") is outcome:
            return frozenset().union(*(_there(value, outcome) for value in values))
    return _named(test) if outcome else frozenset()


def _named(subject: Expression) -> frozenset[str]:
    match subject:
        case Name() | Attribute(Name(id="self")) | Call(Attribute(attr="done" | "poll"), ()):
            return frozenset([text(subject)])
    return frozenset()
